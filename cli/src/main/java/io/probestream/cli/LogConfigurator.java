package io.probestream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * Log lines: everything to stderr, quiet unless PROBESTREAM_LOG says otherwise. Logback finds this
 * by its service file. An XML file would say the same, with 400 classes more in each process. A
 * file of the user's own ({@code -Dlogback.configurationFile}) wins.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private final Map<String, String> environment;

  /** For logback. */
  public LogConfigurator() {
    this(System.getenv());
  }

  LogConfigurator(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public ExecutionStatus configure(LoggerContext logback) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Line line = new Line();
    line.setContext(logback);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(logback);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(logback);
    stderr.setName("stderr");
    stderr.setTarget(ConsoleTarget.SystemErr.getName());
    stderr.setEncoder(encoder);
    stderr.start();
    Logger root = logback.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(stderr);
    String own = "PROBESTREAM_LOG";
    root.setLevel(level(own, Level.WARN));
    logback.getLogger("io.probestream").setLevel(level(own, Level.INFO));
    // Kafka warns about each reconnect and each unused setting; our own code says what matters,
    // once.
    Level kafka = level("PROBESTREAM_KAFKA_LOG", Level.OFF);
    logback.getLogger("org.apache.kafka").setLevel(kafka);
    logback.getLogger("kafka").setLevel(kafka);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private Level level(String variable, Level otherwise) {
    return Level.toLevel(environment.get(variable), otherwise);
  }

  /** {@code 14:03:21.123 WARN Logger: message}, and of an exception its first lines. */
  static final class Line extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
      String logger = event.getLoggerName();
      StringBuilder line = new StringBuilder(120);
      TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
      line.append(' ').append(event.getLevel());
      while (line.length() < "14:03:21.123 WARN ".length()) {
        line.append(' ');
      }
      line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length());
      line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
      return event.getThrowableProxy() == null
          ? line.toString()
          : line.append(Exceptions.FIRST_LINES.convert(event)).toString();
    }
  }

  /** Loaded when there is one. */
  private static final class Exceptions {
    static final ThrowableProxyConverter FIRST_LINES = new ThrowableProxyConverter();

    static {
      FIRST_LINES.setOptionList(List.of("short"));
      FIRST_LINES.start();
    }
  }
}
