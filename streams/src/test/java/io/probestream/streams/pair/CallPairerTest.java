package io.probestream.streams.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallPairerTest {
  private static final long STACK = 0xffffd29140013dd0L;
  private static final int OUTER = 0;
  private static final int INNER = 1;

  private final List<String> found = new ArrayList<>();
  private final List<String> flights = new ArrayList<>();
  private final CallSink sink =
      new CallSink() {
        @Override
        public void call(Return ret, long startTime, long entryOffset) {
          found.add("call " + ret.pair + " " + startTime + "-" + ret.time);
        }

        @Override
        public void orphanEntry(int pair, long time) {
          found.add("orphanEntry " + pair);
        }

        @Override
        public void orphanReturn(int pair, long time) {
          found.add("orphanReturn " + pair);
        }

        @Override
        public void inFlight(int pair, long fromTime, long toTime, boolean tainted) {
          flights.add(pair + " " + fromTime + "-" + toTime + (tainted ? " tainted" : ""));
        }

        @Override
        public void discarded(int pair, long time) {
          found.add("discarded " + pair);
        }
      };
  private CallPairer pairer = new CallPairer(8, sink);

  @Test
  void aReturnMatchesTheEntryEightBytesBelowOnX86() {
    entry(OUTER, 7, 100, STACK);
    ret(OUTER, 7, 150, STACK + 8);
    assertThat(found).containsExactly("call 0 100-150");
  }

  @Test
  void aReturnMatchesTheEntryAtTheSameStackPointerOnArm64() {
    pairer = new CallPairer(CallPairer.stackDelta("aarch64"), sink);
    entry(OUTER, 7, 100, STACK);
    ret(OUTER, 7, 150, STACK);
    assertThat(found).containsExactly("call 0 100-150");
  }

  @Test
  void theDeltaIsLearnedFromTheFirstCallWhereTheArchitectureIsUnknown() {
    pairer = new CallPairer(CallPairer.DELTA_UNKNOWN, sink);
    entry(OUTER, 7, 100, STACK);
    ret(OUTER, 7, 150, STACK + 8);
    entry(OUTER, 7, 200, STACK);
    ret(OUTER, 7, 250, STACK);
    pairer.advance(1_000);
    assertThat(found).containsExactly("call 0 100-150", "orphanReturn 0");
  }

  @Test
  void recursionIsMatchedFrameByFrame() {
    entry(OUTER, 7, 100, STACK);
    entry(OUTER, 7, 110, STACK - 64);
    ret(OUTER, 7, 120, STACK - 56);
    ret(OUTER, 7, 130, STACK + 8);
    assertThat(found).containsExactly("call 0 110-120", "call 0 100-130");
  }

  @Test
  void aTailCallLeavesTwoLiveFramesAtOneStackPointer() {
    entry(OUTER, 7, 100, STACK);
    entry(INNER, 7, 110, STACK);
    ret(INNER, 7, 120, STACK + 8);
    ret(OUTER, 7, 121, STACK + 8);
    assertThat(found).containsExactly("call 1 110-120", "call 0 100-121");
  }

  @Test
  void aNewerEntryAtTheSameOrAHigherStackPointerEndsOlderFramesOfThatStack() {
    entry(INNER, 7, 100, STACK - 64);
    entry(OUTER, 7, 110, STACK);
    entry(OUTER, 7, 120, STACK);
    assertThat(found).containsExactly("orphanEntry 1", "orphanEntry 0");
    ret(OUTER, 7, 130, STACK + 8);
    assertThat(found).endsWith("call 0 120-130");
  }

  @Test
  void anEntryOnAnotherStackOfTheTaskEndsNothing() {
    entry(INNER, 7, 100, STACK - 64);
    entry(OUTER, 7, 110, STACK + 0x40000); // softirq stack
    ret(OUTER, 7, 120, STACK + 0x40008);
    ret(INNER, 7, 130, STACK - 56);
    assertThat(found).containsExactly("call 0 110-120", "call 1 100-130");
  }

  @Test
  void aReturnThatStandsBeforeItsEntryWaitsForIt() {
    ret(OUTER, 7, 150, STACK + 8);
    pairer.entry(OUTER, 7, 1, 139, true, STACK, -1, null);
    pairer.advance(151);
    assertThat(found).containsExactly("call 0 139-150");
  }

  /** Found by PairingModelTest: a task migrates, and its first CPU's lines are read late. */
  @Test
  void ofTwoFramesAtOneStackPointerTheReturnEndsTheOneThatBeganLast() {
    pairer.entry(OUTER, 7, 1, 108, true, STACK, -1, null);
    pairer.entry(OUTER, 7, 0, 100, true, STACK, -1, null);
    retOn(1, OUTER, 7, 109, STACK + 8);
    ret(OUTER, 7, 102, STACK + 8);
    pairer.advance(1_000);
    assertThat(found).containsExactlyInAnyOrder("call 0 108-109", "call 0 100-102");
  }

  @Test
  void aReturnNeverMatchesALaterEntryOfItsOwnCpu() {
    ret(OUTER, 7, 150, STACK + 8); // its entry was lost; the next one has the same microsecond
    entry(OUTER, 7, 150, STACK);
    pairer.advance(1_000);
    assertThat(found).containsExactly("orphanReturn 0");
    assertThat(pairer.inFlight(OUTER)).isEqualTo(1);
  }

  @Test
  void aCallThatMigratedIsFinalOnlyWhenTheWatermarkHasPassedItsReturn() {
    entry(OUTER, 7, 100, STACK);
    retOn(1, OUTER, 7, 150, STACK + 8);
    pairer.advance(150);
    assertThat(found).isEmpty();
    pairer.advance(151);
    assertThat(found).containsExactly("call 0 100-150");
  }

  @Test
  void aLossOnAThirdCpuThatIsPrintedAfterTheReturnDiscardsACallThatMayHaveBeenThere() {
    entry(OUTER, 7, 100, STACK);
    retOn(1, OUTER, 7, 150, STACK + 8);
    entry(INNER, 8, 10_000, STACK);
    ret(INNER, 8, 90_000, STACK + 8); // long enough to have been elsewhere
    pairer.lost(2, 120);
    pairer.advance(100_000);
    assertThat(found).containsExactly("discarded 0", "discarded 1");
  }

  @Test
  void aLossAfterTheReturnLeavesACallAlone() {
    entry(OUTER, 7, 100, STACK);
    retOn(1, OUTER, 7, 150, STACK + 8);
    pairer.lost(2, 151);
    pairer.advance(1_000);
    assertThat(found).containsExactly("call 0 100-150");
  }

  @Test
  void aCallTooShortToHaveBeenElsewhereIsFinalAtOnce() {
    entry(OUTER, 7, 100, STACK);
    ret(OUTER, 7, 10_099, STACK + 8);
    assertThat(found).containsExactly("call 0 100-10099");
  }

  @Test
  void aReturnWithoutAnEntryIsAnOrphanOnceTheWatermarkHasPassedIt() {
    ret(OUTER, 7, 150, STACK + 8);
    pairer.advance(150);
    assertThat(found).isEmpty();
    pairer.advance(151);
    assertThat(found).containsExactly("orphanReturn 0");
  }

  @Test
  void aCallThatSpansALossIsDiscarded() {
    entry(OUTER, 7, 100, STACK);
    pairer.lost(2, 100);
    ret(OUTER, 7, 150, STACK + 8);
    entry(OUTER, 7, 160, STACK);
    ret(OUTER, 7, 170, STACK + 8);
    assertThat(found).containsExactly("discarded 0", "call 0 160-170");
  }

  @Test
  void aNegativeDurationIsDiscarded() {
    entry(OUTER, 7, 200, STACK);
    ret(OUTER, 7, 150, STACK + 8);
    assertThat(found).containsExactly("discarded 0");
  }

  @Test
  void withoutAStackPointerTheLastEntryOfThePairReturnsFirst() {
    pairer.entry(OUTER, 7, 0, 100, false, 0, -1, null);
    pairer.entry(INNER, 7, 0, 110, false, 0, -1, null);
    pairer.entry(OUTER, 7, 0, 120, false, 0, -1, null);
    returnWithoutStack(OUTER, 7, 130);
    returnWithoutStack(INNER, 7, 140);
    returnWithoutStack(OUTER, 7, 150);
    assertThat(found).containsExactly("call 0 120-130", "call 1 110-140", "call 0 100-150");
  }

  @Test
  void taskZeroIsADifferentTaskOnEachCpu() {
    pairer.entry(OUTER, 0, 1, 100, false, 0, -1, null);
    pairer.entry(OUTER, 0, 2, 110, false, 0, -1, null);
    Return ret = aReturn(OUTER, 0, 150);
    ret.cpu = 1;
    pairer.ret(ret, () -> "<idle>");
    assertThat(found).containsExactly("call 0 100-150");
    assertThat(pairer.inFlight(OUTER)).isEqualTo(1);
  }

  @Test
  void manyTasksThatEndedLeaveNothingBehind() {
    for (int pid = 1; pid <= 100_000; pid++) {
      entry(OUTER, pid, pid, STACK);
      ret(OUTER, pid, pid + 1, STACK + 8);
    }
    assertThat(found).hasSize(100_000).allMatch(s -> s.startsWith("call"));
    assertThat(pairer.inFlight(OUTER)).isZero();
  }

  @Test
  void framesAndWaitingReturnsSurviveBeingWrittenAndRead() throws IOException {
    entry(OUTER, 7, 100, STACK);
    entry(INNER, 9, 110, STACK);
    retOn(1, INNER, 9, 145, STACK + 8);
    ret(INNER, 8, 150, STACK + 8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pairer.write(new DataOutputStream(bytes));
    pairer = new CallPairer(8, sink);
    pairer.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(pairer.inFlight(OUTER)).isEqualTo(1);
    pairer.entry(INNER, 8, 1, 140, true, STACK, -1, null);
    ret(OUTER, 7, 160, STACK + 8);
    pairer.advance(200);
    assertThat(found).containsExactly("call 0 100-160", "call 1 110-145", "call 1 140-150");
  }

  private void entry(int pair, int pid, long time, long stack) {
    pairer.entry(pair, pid, 0, time, true, stack, -1, null);
  }

  private void ret(int pair, int pid, long time, long stack) {
    Return ret = aReturn(pair, pid, time);
    ret.hasStack = true;
    ret.stack = stack;
    pairer.ret(ret, () -> "task");
  }

  private void retOn(int cpu, int pair, int pid, long time, long stack) {
    Return ret = aReturn(pair, pid, time);
    ret.cpu = cpu;
    ret.hasStack = true;
    ret.stack = stack;
    pairer.ret(ret, () -> "task");
  }

  private void returnWithoutStack(int pair, int pid, long time) {
    pairer.ret(aReturn(pair, pid, time), () -> "task");
  }

  private static Return aReturn(int pair, int pid, long time) {
    Return ret = new Return();
    ret.pair = pair;
    ret.pid = pid;
    ret.time = time;
    return ret;
  }
}
