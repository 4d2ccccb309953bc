"""Spark as the lake's engine. It is not among the installed parts: extra `spark`."""

import importlib
import uuid
from collections.abc import Sequence
from typing import Any

import ibis

from data.lake.lake_files import LakeFiles
from recommender.errors import Unavailable

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class Spark:
    """A Spark session of a master, which reads the lake by its own connectors."""

    def __init__(self, master: str) -> None:
        try:
            sql = importlib.import_module("pyspark.sql")
        except ImportError as error:
            message = f"the engine {master} needs Spark: pip install 'chirashi[spark]'"
            raise Unavailable(message) from error
        builder = sql.SparkSession.builder.master(master).appName("chirashi")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self.connection = ibis.pyspark.connect(self._session)

    def read(self, files: LakeFiles, paths: Sequence[str]) -> Any:
        """Return an Ibis table over files."""
        urls = [_url(files, path) for path in paths]
        name = f"lake_{uuid.uuid4().hex}"
        # Ibis hands Spark a list as if it were one path, so the view is made here.
        found = self._session.read.option("mergeSchema", "true").parquet(*urls)
        found.createOrReplaceTempView(name)
        return self.connection.table(name)


def _url(files: LakeFiles, path: str) -> str:
    # Spark's name for an S3 store is s3a.
    scheme = files.url.partition("://")[0]
    return (
        f"file://{path}" if files.is_folder else f"{'s3a' if scheme == 's3' else scheme}://{path}"
    )
