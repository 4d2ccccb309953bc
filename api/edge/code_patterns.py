"""What codes of countries, regions and languages look like."""

COUNTRY_PATTERN = r"^[A-Za-z]{2}$"
REGION_PATTERN = r"^([A-Za-z]{2}-)?[A-Za-z0-9]{1,3}$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,8}$"
