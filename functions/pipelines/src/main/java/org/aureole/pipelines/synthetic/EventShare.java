package org.aureole.pipelines.synthetic;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.util.List;
import org.aureole.pipelines.file.EventCursor;

/**
 * One of several disjoint shares into which events are dealt, so that several data providers hold
 * together what the source has. The same source is always dealt the same way. For use by one
 * thread.
 */
public final class EventShare implements EventCursor {
  /** What is dealt as one piece. */
  public enum Unit {
    /** All events of a VID go to the same share: audiences do not overlap. */
    VID,
    /** Every event goes its own way: audiences overlap. */
    EVENT
  }

  private static final HashFunction FINGERPRINT = Hashing.farmHashFingerprint64();

  private final EventCursor source;
  private final Unit unit;
  private final int share;
  private final int shares;
  private long row;

  /**
   * @param source closed with the share
   * @param share which share, 0 to {@code shares − 1}
   * @param shares how many there are, at least 1
   */
  public EventShare(EventCursor source, Unit unit, int share, int shares) {
    if (share < 0 || share >= shares) {
      throw new IllegalArgumentException("share " + share + " of " + shares);
    }
    this.source = source;
    this.unit = unit;
    this.share = share;
    this.shares = shares;
  }

  @Override
  public boolean next() {
    while (source.next()) {
      long piece = unit == Unit.VID ? source.vid() : -source.row();
      if (Math.floorMod(FINGERPRINT.hashLong(piece).asLong(), shares) == share) {
        row++;
        return true;
      }
    }
    return false;
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public List<String> columns() {
    return source.columns();
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  public long vid() {
    return source.vid();
  }

  @Override
  public long timestampMicros() {
    return source.timestampMicros();
  }

  @Override
  public boolean isSet(int field) {
    return source.isSet(field);
  }

  @Override
  public long raw(int field) {
    return source.raw(field);
  }

  @Override
  public String text(int field) {
    return source.text(field);
  }

  @Override
  public void close() {
    source.close();
  }
}
