package io.probestream.streams.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One path of the API: what is documented, and what answers.
 *
 * @param path such as {@code /api/v1/rates}
 * @param summary a sentence
 * @param params every parameter that it takes
 * @param schema name of its answer's schema in {@code api-schemas.json}
 * @param handler answers; must be thread-safe
 */
record Endpoint(String path, String summary, List<Param> params, String schema, Handler handler) {

  /** A parameter of the query. */
  record Param(String name, String description, String example, boolean repeats) {
    static Param one(String name, String description, String example) {
      return new Param(name, description, example, false);
    }

    static Param many(String name, String description, String example) {
      return new Param(name, description, example, true);
    }
  }

  /** Answers a request whose parameters are among the endpoint's. */
  interface Handler {
    ObjectNode answer(Params params);
  }

  List<String> paramNames() {
    return params.stream().map(Param::name).toList();
  }
}
