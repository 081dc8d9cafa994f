package io.probestream.cli.query;

import io.probestream.schemas.Json;
import java.io.PrintWriter;

/**
 * Rows for programs, JSON or CSV. Not thread-safe.
 *
 * @param <R> the rows' type, a record
 */
final class Rows<R> {
  private final PrintWriter out;
  private final Csv csv;

  /** Begins; the header of CSV comes even without rows. */
  Rows(QueryFormat.Format format, Class<R> type, PrintWriter out) {
    this.out = out;
    this.csv = format == QueryFormat.Format.CSV ? new Csv(type) : null;
    if (csv != null) {
      out.print(csv.header());
    }
  }

  void print(R row) {
    if (csv == null) {
      out.println(Json.string(row));
    } else {
      out.print(csv.line(row));
    }
  }
}
