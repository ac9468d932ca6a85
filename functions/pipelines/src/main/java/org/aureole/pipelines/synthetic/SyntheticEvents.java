package org.aureole.pipelines.synthetic;

import java.util.List;

/** The events of a checked specification: range by range, VID by VID. For use by one thread. */
final class SyntheticEvents extends GeneratedEvents {
  private final List<SpecRange> ranges;
  private int range = -1;
  private long vid;
  private long ofVid;

  SyntheticEvents(List<String> columns, List<SpecRange> ranges) {
    super(columns);
    this.ranges = List.copyOf(ranges);
  }

  @Override
  public boolean next() {
    if (range < 0 || ofVid == ranges.get(range).frequency()) {
      if (!moveToNextVid()) {
        return false;
      }
      ofVid = 0;
    }
    ofVid++;
    SpecRange current = ranges.get(range);
    emit(vid, current.timestampMicros(vid, ofVid), current.values());
    return true;
  }

  private boolean moveToNextVid() {
    do {
      if (range < 0 || vid + 1 >= ranges.get(range).endVid()) {
        if (range + 1 >= ranges.size()) {
          return false;
        }
        range++;
        vid = ranges.get(range).firstVid();
      } else {
        vid++;
      }
    } while (!ranges.get(range).samples(vid));
    return true;
  }
}
