# Spark: the exceeded targets from Parquet, here or on a cluster (pip install pyspark; needs Java 17 or newer).
kg export parquet -o tables
python3 - <<'END'
import csv
import sys
from pathlib import Path

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("exceeded targets").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
for path in Path("tables").glob("*.parquet"):
    spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)
spark.sql("CREATE TEMPORARY FUNCTION first_of(texts ARRAY<STRING>) RETURNS STRING RETURN try_element_at(texts, 1)")
rows = spark.sql("""
{exceeded-targets.sql}
""")
out = csv.writer(sys.stdout)
out.writerow(rows.columns)
out.writerows(rows.collect())
END
# Source: Spark SQL Guide, "Parquet Files", "CREATE FUNCTION (SQL)".
