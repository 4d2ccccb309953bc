"""A report as an HTTP answer."""

import json

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.reports.report_files import csv_of, workbook_of
from api.reports.report_headers import FILE_HEADERS
from api.reports.report_json import json_of_table
from api.reports.report_question import Form
from data.reports.report_table import ReportTable

MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def file_answer(table: ReportTable, form: Form) -> Response:
    """Return a report in the form asked for; what is not JSON is for saving."""
    body = await run_in_threadpool(written, table, form)
    headers = dict(FILE_HEADERS)
    if form is not Form.JSON:
        name = f"{table.name}-by-{table.by}-{table.since}-{table.until}.{form.value}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, headers=headers, media_type=MEDIA_TYPES[form])


def written(table: ReportTable, form: Form) -> bytes:
    """Return a report as the bytes of a file."""
    if form is Form.XLSX:
        return workbook_of(table)
    if form is Form.CSV:
        return csv_of(table).encode()
    return json.dumps(json_of_table(table), ensure_ascii=False).encode()
