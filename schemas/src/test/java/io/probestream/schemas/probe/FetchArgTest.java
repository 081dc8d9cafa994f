package io.probestream.schemas.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchArgTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sp=$stack|sp|$stack|",
        "fd=%di:s32|fd|%di|s32",
        "%di|arg3|%di|",
        "$arg1|arg3|$arg1|",
        "ret=$retval:s64|ret|$retval|s64",
        "$retval|arg3|$retval|",
        "st0=$stack0:symbol|st0|$stack0|symbol",
        "f=$comm|f|$comm|",
        "c=$comm:string|c|$comm|string",
        "g=@jiffies|g|@jiffies|",
        "g=@jiffies+8:u64|g|@jiffies+8|u64",
        "g=@jiffies-8|g|@jiffies-8|",
        "g=@0xffffffff81000000|g|@0xffffffff81000000|",
        "g=@+0x10:x32|g|@+0x10|x32",
        "file=+0($arg2):ustring|file|+0($arg2)|ustring",
        "file=+u0(%si):string|file|+u0(%si)|string",
        "n=-8(%bp):s16|n|-8(%bp)|s16",
        "d=+0(+8(-16(%di))):x8[4]|d|+0(+8(-16(%di)))|x8[4]",
        "h=%dx:b4@2/32|h|%dx|b4@2/32",
        "a=+0(%si):string[3]|a|+0(%si)|string[3]",
        "imm=\\42:s32|imm|\\42|s32",
        "istr=\\\"text\"|istr|\\\"text\"|",
        "istr=\\\"a:b\"|istr|\\\"a:b\"|",
        "d=$arg1:%pd|d|$arg1|%pd",
        "f=$arg1:%pD|f|$arg1|%pD",
        "count|count|count|",
        "count:u64|count|count|u64",
        "ino=file->f_inode->i_ino:u64|ino|file->f_inode->i_ino|u64",
      })
  void everyForm(String text, String name, String fetch, String type) {
    FetchArg arg = FetchArg.parse(text, 3);
    assertThat(arg).isEqualTo(new FetchArg(name, fetch, type == null ? "" : type));
    assertThat(FetchArg.parse(arg.text(), 3)).isEqualTo(arg);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=+0(%si):string",
        "s=+0(%si):ustring",
        "s=%si:symstr",
        "s=+0(%si):string[3]",
        "$comm",
        "$COMM",
        "c=$comm:string",
        "i=\\\"text\"",
        "d=$arg1:%pd",
        "d=$arg1:%pD",
        "c=%di:char",
        "c=+0(%di):char[4]",
      })
  void quotedValues(String text) {
    assertThat(FetchArg.parse(text, 1).isString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=%di", "a=%di:u64", "a=%di:symbol", "a=+8(%di):x8[4]", "a=\\42", "a=$comm:u64"})
  void unquotedValues(String text) {
    assertThat(FetchArg.parse(text, 1).isString()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "sp=$stack,true",
    "sp=$stack:x64,true",
    "sp=$stack:u64,true",
    "sp=$stack:s64,true",
    "sp=$stack:u32,false",
    "sp=$stack:symbol,false",
    "sp=$stack0,false",
    "sp=%sp,false",
  })
  void onlyTheWholeStackPointerIdentifiesAFrame(String text, boolean stack) {
    assertThat(FetchArg.parse(text, 1).isStack()).isEqualTo(stack);
  }

  @ParameterizedTest
  @CsvSource({"r=$retval,true", "r=$retval:s32,true", "r=+0($retval):string,false", "r=%ax,false"})
  void returnValues(String text, boolean retval) {
    assertThat(FetchArg.parse(text, 1).isRetval()).isEqualTo(retval);
  }
}
