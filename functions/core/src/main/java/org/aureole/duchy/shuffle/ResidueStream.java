package org.aureole.duchy.shuffle;

import java.io.InputStream;
import org.aureole.crypto.hmss.ResidueVector;

/** The wire form of a vector, as a stream, without a second copy in memory. Not thread-safe. */
final class ResidueStream extends InputStream {
  private final ResidueVector vector;
  private long position;

  ResidueStream(ResidueVector vector) {
    this.vector = vector;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, vector.wireBytes() - position);
    vector.copyWire(position, target, offset, count);
    position += count;
    return count == 0 ? -1 : count;
  }
}
