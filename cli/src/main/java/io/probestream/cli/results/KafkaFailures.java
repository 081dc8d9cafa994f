package io.probestream.cli.results;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** What Kafka clients throw, as sentences that say what to try. */
public final class KafkaFailures {
  /** How long to wait for a broker before saying that there is none. */
  public static final int PATIENCE_MS = 8_000;

  private KafkaFailures() {}

  /** The failure to report for {@code e}, thrown while talking to {@code bootstrap}. */
  public static Failure of(KafkaException e, String bootstrap) {
    if (e instanceof InterruptException) {
      return new Failure("interrupted", e);
    }
    if (e instanceof TimeoutException) {
      return new Failure(
          "no Kafka broker answers at "
              + bootstrap
              + " within "
              + PATIENCE_MS / 1_000
              + " s; start one, or say where it is with --bootstrap-servers or "
              + KafkaOptions.BOOTSTRAP_ENV,
          e);
    }
    if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
      return new Failure(
          "Kafka at "
              + bootstrap
              + " refuses: "
              + e.getMessage()
              + "; give the credentials with --kafka-config FILE",
          e);
    }
    Throwable cause = e.getCause() instanceof ConfigException ? e.getCause() : e;
    return new Failure("cannot use Kafka at " + bootstrap + ": " + cause.getMessage(), e);
  }
}
