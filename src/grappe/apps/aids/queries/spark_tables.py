"""Which aids may the companies of a table have that does not fit one machine? The same sweep, handed out by Spark.

Spark reads the table and gives each worker Arrow batches of it; there runs the very sweep that runs here, so the
answers are equal row by row. Workers need Grappe's engines, Polars and PyArrow (`pip install grappe[spark]`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from grappe.apps.aids.queries.company_tables import columns_of
from grappe.engines.eligibility import Catalogue
from grappe.engines.eligibility.sweep import Checker, Sweep, Swept
from grappe.engines.eligibility.sweep import answers as answered
from grappe.ui.commands import BadFile

ROWS_OF_A_BATCH = 65_536
Parts = Callable[[Sweep, Swept, pl.DataFrame], Iterable[pl.DataFrame]]


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """Give a Spark session on a master such as local[2] or spark://host:7077, and end it again.

    Raises BadFile in one line where PySpark or Java is missing, or the master does not answer.
    """
    try:
        import pyarrow  # noqa: F401  # only whether it is there
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise BadFile("Spark", "PySpark is not installed here: pip install 'grappe[spark]'") from fault
    java = (
        Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    )
    if not java or not Path(java).exists():
        raise BadFile("Spark", "needs Java 17 (apt-get install openjdk-17-jre-headless, or set JAVA_HOME)")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers on this machine: this very Python
    with tempfile.TemporaryDirectory(prefix="grappe-spark-") as folder:
        quiet = Path(folder, "log4j2.properties")
        quiet.write_text("rootLogger.level = off\n")  # what goes wrong is told in one line of ours
        try:
            session = (
                SparkSession.builder.master(master)
                .appName("grappe sweep")
                .config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={quiet.as_uri()}")
                .config("spark.log.level", "OFF")
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS_OF_A_BATCH)
                .getOrCreate()
            )
        except (PySparkException, RuntimeError, OSError) as fault:
            raise BadFile("Spark", f"does not start on {master}: {str(fault).splitlines()[0]}") from fault
        try:
            yield session
        finally:
            session.stop()


class SparkTable:
    """A Parquet file or folder of companies, read by Spark; the columns are those of `CompanyTable`."""

    def __init__(self, session: Any, path: str, catalogue: Catalogue, on: date) -> None:
        """Look at the table. Raises BadFile where it cannot be read, or holds nothing that can be."""
        from pyspark.errors import PySparkException

        self._path, self._catalogue, self._on = path, catalogue, on
        self._failures = PySparkException
        try:
            self._frame = session.read.parquet(path)
            schema = self._polars_schema()
        except PySparkException as fault:
            raise BadFile(path, f"Spark cannot read it: {str(fault).splitlines()[0]}") from fault
        self._known, self.unknown = columns_of(path, schema, catalogue)

    def _polars_schema(self) -> dict[str, Any]:
        """Return the columns in Polars' types, by way of a table of no rows."""
        empty: Any = pl.from_arrow(self._frame.limit(0).toArrow())
        return dict(empty.schema)

    def tally(self) -> pl.DataFrame:
        """Return the counts of the whole table (`sweep.answers.tally`). Raises BadFile."""
        parts = self._swept(lambda sweep, swept, frame: [answered.tally(sweep, swept)], answered.TALLY)
        found: Any = self._done(lambda: pl.from_arrow(parts.toArrow()))
        if not found.height:
            raise BadFile(self._path, "holds no company")
        return answered.summed(found)

    def write(self, out: str) -> None:
        """Write the answer to each company and programme as a folder of Parquet files. Raises BadFile.

        The masks are the same 64 bits as in a local sweep; Spark has no unsigned numbers.
        """
        columns = answered.answer_columns(Sweep(self._catalogue, self._on))
        rows = self._swept(
            lambda sweep, swept, frame: answered.answers(sweep, swept, answered.labels_of(frame)), columns
        )
        self._done(lambda: rows.write.mode("errorifexists").parquet(out))

    def _done(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except self._failures as fault:
            text = str(fault)
            told = [line.partition("Fault: ")[2] for line in text.splitlines() if "Fault: " in line]
            # The reason of a worker stands at the end of its trace.
            why = next(
                (line for line in reversed(text.splitlines()) if "Error: " in line), text.splitlines()[0]
            )
            raise BadFile(self._path, told[0] if told else f"Spark: {why}") from fault

    def _swept(self, parts: Parts, columns: dict[str, Any]) -> Any:
        catalogue, on, known = self._catalogue, self._on, self._known

        def swept(batches: Iterable[Any]) -> Iterator[Any]:
            # Runs in a worker, which imports the engine and nothing of Django: this function goes there whole.
            # One sweep for a partition: what it learns of one batch it keeps for the next.
            sweep, checker, first = Sweep(catalogue, on, threads=1), Checker(catalogue, known), 0
            for batch in batches:
                frame: Any = pl.from_arrow(batch)
                checked = checker.block(frame, first)
                first += frame.height
                for part in parts(sweep, sweep.run(checked.frame), frame):
                    yield from arrow(part)

        def arrow(part: pl.DataFrame) -> Iterator[Any]:
            """Yield a part as Spark takes it: plain texts, and 64 bits as a signed number of the same bits."""
            import pyarrow

            signed = pl.col(pl.UInt64).reinterpret(signed=True)
            plain = part.with_columns(pl.col(pl.Enum).cast(pl.String), signed).to_arrow()
            for i, one in enumerate(plain.schema):
                if pyarrow.types.is_large_string(one.type):
                    plain = plain.set_column(i, one.name, plain.column(i).cast(pyarrow.string()))
            yield from plain.to_batches()

        sql: dict[Any, str] = {pl.String: "string", pl.Enum: "string", pl.Float64: "double"}
        named = ((name, kind if isinstance(kind, type) else type(kind)) for name, kind in columns.items())
        schema = ", ".join(f"`{name}` {sql.get(kind, 'bigint')}" for name, kind in named)
        return self._frame.mapInArrow(swept, schema)
