package io.probestream.cli.capture;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Stdin whose reads end when their thread is interrupted, which those of {@code System.in} do not.
 * Not thread-safe.
 */
final class Stdin extends InputStream {
  private final FileInputStream in = new FileInputStream(FileDescriptor.in);
  private final FileChannel channel = in.getChannel();

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }
}
