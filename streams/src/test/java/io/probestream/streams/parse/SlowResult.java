package io.probestream.streams.parse;

import java.util.List;

/** What a parser said about a whole capture. */
record SlowResult(List<SlowRecord> records, long lines, long headers, long continuations) {
  long count(String type) {
    return records.stream().filter(r -> r.type().equals(type)).count();
  }

  List<SlowRecord> of(String type) {
    return records.stream().filter(r -> r.type().equals(type)).toList();
  }
}
