package org.aureole.duchy.shuffle;

import java.io.InputStream;
import org.aureole.crypto.hmss.ResidueVector;

/** The wire form of a vector, as a stream, without a second copy in memory. Not thread-safe. */
final class ResidueStream extends InputStream {
  private final ResidueVector vector;
  private final int elementBytes;
  private long position;

  ResidueStream(ResidueVector vector) {
    this.vector = vector;
    this.elementBytes = vector.elementBytes();
  }

  @Override
  public int read() {
    if (position == vector.wireBytes()) {
      return -1;
    }
    int element = vector.get((int) (position / elementBytes));
    boolean last = position % elementBytes == elementBytes - 1;
    position++;
    return last ? element & 0xff : element >>> 8;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, vector.wireBytes() - position);
    for (int i = 0; i < count; i++) {
      target[offset + i] = (byte) read();
    }
    return count == 0 ? -1 : count;
  }
}
