package io.probestream.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.collector.CollectorException;
import io.probestream.collector.tracefs.Captured;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Pair;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProbePlannerTest {
  private static ProbePlanner planner(String arch) {
    String file = arch.equals("x86_64") ? "kallsyms-x86_64.txt" : "kallsyms-arm64.txt";
    try {
      Path kallsyms = Path.of(ProbePlannerTest.class.getResource("/captures/" + file).toURI());
      return new ProbePlanner(
          new SymbolResolver(new KernelSymbols(kallsyms), arch),
          arch,
          (group, event) ->
              event.equals("sys_enter_write") ? Captured.text("sys_enter_write.format") : "");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProbePlan plan(String... definitions) {
    return plan("x86_64", Set.of(), definitions);
  }

  private static ProbePlan plan(String arch, Set<String> taken, String... definitions) {
    List<ProbeRequest> requests =
        Stream.of(definitions).map(d -> ProbeRequest.raw(d, "-e")).toList();
    return planner(arch).plan(requests, "ps_1", taken, true);
  }

  private static ProbePlan planYaml(String arch, String yaml) {
    List<ProbeRequest> requests =
        ProbeRequests.of(ConfigFile.parse("c.yaml", yaml, Overrides.none()));
    return planner(arch).plan(requests, "ps_1", Set.of(), true);
  }

  private static List<String> texts(ProbePlan plan) {
    return plan.definitions().stream().map(ProbeDefinition::text).toList();
  }

  @Test
  void aRenamedSystemCallIsResolvedAndTheResolutionShown() {
    ProbePlan plan = plan("p:sys_write_event sys_write");
    assertThat(texts(plan)).containsExactly("p:ps_1/sys_write_event __x64_sys_write");
    assertThat(plan.notes()).containsExactly("sys_write is __x64_sys_write on this kernel");
    assertThat(texts(plan("aarch64", Set.of(), "p:w __x64_sys_write")))
        .containsExactly("p:ps_1/w __arm64_sys_write");
  }

  @Test
  void aSymbolThatExistsOrIsNoSystemCallStaysAsItIs() {
    assertThat(texts(plan("p:a vfs_write", "p:b __x64_sys_write", "p:c no_such_function")))
        .containsExactly(
            "p:ps_1/a vfs_write", "p:ps_1/b __x64_sys_write", "p:ps_1/c no_such_function");
    assertThat(texts(plan("p:a vfs_write+0x4"))).containsExactly("p:ps_1/a vfs_write+0x4");
    assertThat(texts(plan("p:a nf:sys_write"))).containsExactly("p:ps_1/a nf:__x64_sys_write");
  }

  @Test
  void bothProbesOfAPairGetTheStackPointer() {
    ProbePlan plan = plan("p:a sys_write fd=%di", "r4:b sys_write $retval", "p:c vfs_write");
    assertThat(texts(plan))
        .containsExactly(
            "p:ps_1/a __x64_sys_write fd=%di sp=$stack",
            "r4:ps_1/b __x64_sys_write arg1=$retval sp=$stack", "p:ps_1/c vfs_write");
    assertThat(plan.pairs()).containsExactly(new Pair("a", "b", "__x64_sys_write", "sp"));
  }

  @Test
  void aStackArgumentOfTheUsersOwnIsUsedAndATakenNameAvoided() {
    assertThat(texts(plan("p:a vfs_write s=$stack", "r:b vfs_write")))
        .containsExactly("p:ps_1/a vfs_write s=$stack", "r:ps_1/b vfs_write s=$stack");
    assertThat(texts(plan("p:a vfs_write sp=%di", "r:b vfs_write")))
        .containsExactly(
            "p:ps_1/a vfs_write sp=%di ps_sp=$stack", "r:ps_1/b vfs_write ps_sp=$stack");
  }

  @Test
  void withoutTheStackArgumentNothingIsAdded() {
    List<ProbeRequest> requests =
        List.of(ProbeRequest.raw("p:a vfs_write", "-e"), ProbeRequest.raw("r:b vfs_write", "-e"));
    ProbePlan plan = planner("x86_64").plan(requests, "g", Set.of(), false);
    assertThat(texts(plan)).containsExactly("p:g/a vfs_write", "r:g/b vfs_write");
    assertThat(plan.pairs()).containsExactly(new Pair("a", "b", "vfs_write", null));
  }

  @Test
  void callsAreToldApartByTaskAndByAnArgumentOfTheEntry() {
    ProbePlan plan =
        planYaml(
            "x86_64",
            """
            probes:
              - function: vfs_write
                args: {count: $arg3}
                by: [task, count]
              - raw: 'p:a vfs_read'
                by: [task]
              - raw: 'r:b vfs_read'
            """);
    assertThat(plan.pairs())
        .extracting(Pair::by)
        .containsExactly(List.of("task", "count"), List.of("task"));
  }

  @Test
  void whatCannotTellCallsApartIsRefused() {
    assertThatThrownBy(
            () -> planYaml("x86_64", "probes: [{function: vfs_write, by: [fd], args: {n: $arg3}}]"))
        .isInstanceOf(CollectorException.class)
        .hasMessageContaining("by: fd: vfs_write has the arguments n");
    assertThatThrownBy(
            () -> planYaml("x86_64", "probes: [{function: vfs_write, by: [task], return: false}]"))
        .isInstanceOf(CollectorException.class)
        .hasMessageContaining("by tells calls apart, and vfs_write has no return probe");
    assertThatThrownBy(() -> planYaml("x86_64", "probes: [{function: vfs_write, by: [a, b]}]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected task, an argument of the entry probe, or both");
  }

  @Test
  void namesOfOthersAreAvoidedAndTheNewNameShown() {
    ProbePlan plan = plan("x86_64", Set.of("a", "a_2"), "p:a vfs_write");
    assertThat(texts(plan)).containsExactly("p:ps_1/a_3 vfs_write");
    assertThat(plan.notes())
        .containsExactly("event name a is in use on this host, so it is called a_3");
  }

  @Test
  void twoProbesOfOneNameAreRefused() {
    assertThatThrownBy(() -> plan("p:a vfs_write", "p:a vfs_writev"))
        .isInstanceOf(CollectorException.class)
        .hasMessage("-e: two probes would be called 'a'; give one of them another name");
  }

  @Test
  void aProbeWithoutANameGetsOneAndAGroupIsReplaced() {
    ProbePlan plan = plan("p vfs_write+4", "r:grp/x vfs_write");
    assertThat(texts(plan))
        .containsExactly("p:ps_1/p_vfs_write_4 vfs_write+4", "r:ps_1/x vfs_write");
    assertThat(plan.notes()).containsExactly("group grp of x is replaced: all probes are in ps_1");
  }

  @Test
  void aSystemCallsArgumentsAreFetchedThroughPtRegs() {
    assertThat(texts(planYaml("x86_64", "probes: [{syscall: write}]")))
        .containsExactly(
            "p:ps_1/sys_write __x64_sys_write fd=+112(%di):u32 buf=+104(%di):x64"
                + " count=+96(%di):u64 sp=$stack",
            "r:ps_1/sys_write_ret __x64_sys_write ret=$retval sp=$stack");
    assertThat(texts(planYaml("aarch64", "probes: [{syscall: write, maxactive: 9}]")))
        .containsExactly(
            "p:ps_1/sys_write __arm64_sys_write fd=+0(%x0):u32 buf=+8(%x0):x64 count=+16(%x0):u64"
                + " sp=$stack",
            "r9:ps_1/sys_write_ret __arm64_sys_write ret=$retval sp=$stack");
  }

  @Test
  void namedArgumentsOfASystemCallMayDereference() {
    String yaml =
        """
        probes:
          - syscall: nanosleep
            name: nap
            args: {rqtp: '+0($arg1):s64', six: $arg6}
            return: false
        """;
    assertThat(texts(planYaml("x86_64", yaml)))
        .containsExactly("p:ps_1/nap __x64_sys_nanosleep rqtp=+0(+112(%di)):s64 six=+64(%di)");
  }

  @Test
  void functionsMayHaveArgumentsAndMaxactive() {
    String yaml = "probes: [{function: vfs_write, args: {count: $arg3}, maxactive: 64}]";
    assertThat(texts(planYaml("x86_64", yaml)))
        .containsExactly(
            "p:ps_1/vfs_write vfs_write count=$arg3 sp=$stack",
            "r64:ps_1/vfs_write_ret vfs_write ret=$retval sp=$stack");
  }

  @Test
  void anUnknownSystemCallIsNamedWithItsLine() {
    assertThatThrownBy(() -> planYaml("x86_64", "probes:\n  - syscall: nanosle\n"))
        .isInstanceOf(CollectorException.class)
        .hasMessageStartingWith("c.yaml:2: this kernel has no system call 'nanosle'; similar")
        .hasMessageContaining("__x64_sys_nanosleep");
  }

  @Test
  void wrongKeysOfAProbeAreNamedWithTheirLine() {
    assertThatThrownBy(() -> planYaml("x86_64", "probes:\n  - syscal: write\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c.yaml:2: unknown key 'probes[0].syscal'");
    assertThatThrownBy(() -> planYaml("x86_64", "probes:\n  - {syscall: a, function: b}\n"))
        .hasMessageContaining("exactly one of the keys raw, syscall and function");
    assertThatThrownBy(() -> planYaml("x86_64", "probes:\n  - {raw: 'p:x y', name: b}\n"))
        .hasMessageContaining("unknown key 'probes[0].name'; expected one of: raw");
    assertThatThrownBy(() -> planYaml("x86_64", "probes: [{function: a, maxactive: 5000}]"))
        .hasMessageContaining("expected an integer from 1 to 4096");
  }

  @Test
  void withoutSymbolsTheKernelDecides() {
    ProbePlanner blind =
        new ProbePlanner(
            new SymbolResolver(new KernelSymbols(Path.of("no-such-file")), "x86_64"),
            "x86_64",
            (g, e) -> "");
    List<ProbeRequest> requests = List.of(ProbeRequest.raw("p:a sys_write", "-e"));
    assertThat(texts(blind.plan(requests, "g", Set.of(), true))).containsExactly("p:g/a sys_write");
  }
}
