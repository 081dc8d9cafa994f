package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrnosTest {
  @Test
  void namesAreThoseOfLinux() {
    assertThat(Errnos.name(1)).isEqualTo("EPERM");
    assertThat(Errnos.name(11)).isEqualTo("EAGAIN");
    assertThat(Errnos.name(42)).isEqualTo("ENOMSG");
    assertThat(Errnos.name(59)).isEqualTo("EBFONT");
    assertThat(Errnos.name(95)).isEqualTo("EOPNOTSUPP");
    assertThat(Errnos.name(110)).isEqualTo("ETIMEDOUT");
    assertThat(Errnos.name(133)).isEqualTo("EHWPOISON");
    assertThat(Errnos.name(524)).isEqualTo("ENOTSUPP");
    assertThat(Errnos.name(530)).isEqualTo("ERECALLCONFLICT");
  }

  @Test
  void otherNumbersHaveNone() {
    for (int errno : new int[] {-1, 0, 41, 58, 134, 511, 520, 531, 4_095}) {
      assertThat(Errnos.name(errno)).isEqualTo("-");
    }
  }
}
