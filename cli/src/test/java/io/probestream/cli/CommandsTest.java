package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.analyze.AnalyzeCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, Object extra, String... args) {
    CommandLine root = Main.commandLine(environment);
    if (extra != null) {
      root.addSubcommand("extra", extra);
      // Handlers are not handed down to commands added later.
      root.setExecutionExceptionHandler(new ErrorSentences(environment));
    }
    root.setOut(new PrintWriter(out, true));
    root.setErr(new PrintWriter(err, true));
    return root.execute(args);
  }

  static Stream<String> commands() {
    return all(Main.commandLine(Map.of())).map(c -> c.getCommandSpec().qualifiedName()).distinct();
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandsTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExampleOfItself(String name) {
    List<String> words = List.of(name.split(" "));
    String[] args =
        Stream.concat(words.stream().skip(1), Stream.of("--help")).toArray(String[]::new);
    assertThat(run(Map.of(), null, args)).isZero();
    assertThat(out.toString()).contains("Usage: " + name).contains("Examples:");
    assertThat(out.toString().substring(out.toString().indexOf("Examples:"))).contains(name);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whereTheFirstArgumentNamesACommandOnlyThatIsDescribed() {
    assertThat(ProbestreamCommand.commands(new String[] {"analyze", "replay"}))
        .containsExactly(AnalyzeCommand.class);
    assertThat(ProbestreamCommand.commands(new String[] {"--help", "analyze"}))
        .isEqualTo(ProbestreamCommand.commands(new String[0]))
        .hasSizeGreaterThan(5);
  }

  @Test
  void wrongUsageIsStatus2WithAHint() {
    assertThat(run(Map.of(), null, "--no-such-option")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--no-such-option")
        .contains("Try 'probestream --help'.")
        .doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(run(Map.of(), null)).isEqualTo(2);
    assertThat(err.toString()).startsWith("probestream: no command given");
  }

  @Test
  void aFailureIsStatus1AndOneSentence() {
    assertThat(run(Map.of(), new Failing(), "extra")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("probestream: the disk is full\n");
  }

  @Test
  void debugAddsTheStackTrace() {
    assertThat(run(Map.of("PROBESTREAM_DEBUG", "1"), new Failing(), "extra")).isEqualTo(1);
    assertThat(err.toString()).contains("the disk is full").contains("\tat ");
  }

  @Command(name = "extra")
  static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new Failure("the disk is full");
    }
  }
}
