package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogConfiguratorTest {
  @Test
  void logbackFindsItAndItSaysWhatIsLogged() {
    LoggerContext used = (LoggerContext) LoggerFactory.getILoggerFactory();
    assertThat(used.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr")).isNotNull();
    LoggerContext quiet = configured(Map.of());
    assertThat(quiet.getLogger("org.eclipse.jetty.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(quiet.getLogger("io.probestream.x").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(quiet.getLogger("org.apache.kafka.x").getEffectiveLevel()).isEqualTo(Level.OFF);
    LoggerContext loud =
        configured(Map.of("PROBESTREAM_LOG", "debug", "PROBESTREAM_KAFKA_LOG", "WARN"));
    assertThat(loud.getLogger("io.probestream.x").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(loud.getLogger("kafka.x").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  private static LoggerContext configured(Map<String, String> environment) {
    LoggerContext context = new LoggerContext();
    LogConfigurator configurator = new LogConfigurator(environment);
    configurator.setContext(context);
    configurator.configure(context);
    return context;
  }

  @Test
  void aLineHasTimeLevelLoggerMessageAndTheBeginningOfAnException() {
    LoggerContext context = new LoggerContext();
    LogConfigurator.Line line = new LogConfigurator.Line();
    line.setContext(context);
    line.start();
    Logger logger = context.getLogger("io.probestream.cli.Some");
    assertThat(line.doLayout(new LoggingEvent("x", logger, Level.INFO, "a {}", null, args("b"))))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Some: a b\\R");
    Exception e = new IllegalStateException("broken", new IllegalArgumentException("why"));
    assertThat(line.doLayout(new LoggingEvent("x", logger, Level.ERROR, "c", e, null)))
        .matches(
            "(?s)[0-9:.]{12} ERROR Some: c\\Rjava.lang.IllegalStateException: broken\\R\\tat .*"
                + "Caused by: java.lang.IllegalArgumentException: why\\R.*");
  }

  private static Object[] args(Object... args) {
    return args;
  }
}
