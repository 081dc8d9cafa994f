package io.probestream.cli.query;

import static io.probestream.schemas.Checks.check;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.api.ApiOptions;
import java.util.Map;

/** Where results are read from. */
enum Source {
  API,
  TOPICS;

  /** The rule, as --help tells it. */
  static final String RULE =
      "From the HTTP API with --api; from the topics with --bootstrap-servers or another option of"
          + " Kafka's. With neither, from what the environment names, "
          + ApiOptions.URL_ENV
          + " before "
          + KafkaOptions.BOOTSTRAP_ENV
          + "; with nothing at all from the API at "
          + ApiOptions.DEFAULT_URL
          + ".";

  /**
   * What decides: the command line, then the environment, then the default.
   *
   * @param apiGiven whether the command line names the API
   * @param kafkaGiven whether it has an option of Kafka's
   * @throws IllegalArgumentException if it has both
   */
  static Source of(boolean apiGiven, boolean kafkaGiven, Map<String, String> environment) {
    check(
        !apiGiven || !kafkaGiven,
        "--api asks the HTTP API, while --bootstrap-servers, --kafka-config, -X and --topic-prefix"
            + " read the topics; give one or the other");
    if (apiGiven || kafkaGiven) {
      return apiGiven ? API : TOPICS;
    }
    boolean kafkaNamed = !environment.getOrDefault(KafkaOptions.BOOTSTRAP_ENV, "").isBlank();
    return kafkaNamed && !environment.containsKey(ApiOptions.URL_ENV) ? TOPICS : API;
  }
}
