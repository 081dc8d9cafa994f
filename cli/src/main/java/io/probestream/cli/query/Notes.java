package io.probestream.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What must be known of an answer besides its numbers: sentences on stderr, each once. */
final class Notes {
  private final PrintWriter err;
  private final Set<String> said = new HashSet<>();

  Notes(PrintWriter err) {
    this.err = err;
  }

  void say(String sentence) {
    if (said.add(sentence)) {
      err.println("probestream: " + sentence);
      err.flush();
    }
  }

  /** Says where an answer of the API is not the newest, or not by the steps that were asked for. */
  void about(JsonNode answer) {
    if (answer.path("stale").asBoolean()) {
      say("a copy answers that is behind, for partitions are moving; ask again in a moment");
    }
    if (answer.has("note")) {
      say(answer.get("note").asText());
    }
  }

  /** Says where it is of another time than was asked for. */
  void stretch(JsonNode answer, long fromMs, long toMs) {
    long from = answer.path("fromMs").asLong(fromMs);
    long to = answer.path("toMs").asLong(toMs);
    if (from != fromMs || to != toMs) {
      say(
          "the answer is from "
              + Instant.ofEpochMilli(from)
              + " to "
              + Instant.ofEpochMilli(to)
              + ", as the windows that are kept begin and end");
    }
  }
}
