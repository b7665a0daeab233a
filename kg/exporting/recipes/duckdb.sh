# DuckDB: the exceeded targets from Parquet (pip install duckdb).
kg export parquet -o tables
python3 - <<'END'
import csv
import sys
from pathlib import Path

import duckdb

database = duckdb.connect()
for path in Path("tables").glob("*.parquet"):
    database.execute(f"CREATE VIEW {path.stem} AS FROM '{path}'")
database.execute("CREATE MACRO first_of(texts) AS texts[1]")
rows = database.execute("""
{exceeded-targets.sql}
""")
out = csv.writer(sys.stdout)
out.writerow(column[0] for column in rows.description)
out.writerows(rows.fetchall())
END
# Source: DuckDB documentation, "Querying Parquet Files", "CREATE MACRO Statement".
