package org.aureole.edp.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.junit.jupiter.api.Test;

class BlobEventObjectsTest {
  private final InMemoryBlobStore bucket = new InMemoryBlobStore("events");

  @Test
  void readsRangesOfOneVersion() throws IOException {
    EventObject object =
        BlobEventObjects.of(bucket.create("a.csv", ByteString.copyFromUtf8("0123456789")).ref());
    assertThat(object.size()).isEqualTo(10);
    try (InputStream in = new BlobEventObjects(bucket).open(object, 3, 4)) {
      assertThat(in.read()).isEqualTo('3');
      assertThat(in.readAllBytes()).containsExactly('4', '5', '6');
    }
  }

  @Test
  void tellsThatTheVersionWasReplacedOrDeleted() {
    EventObject object =
        BlobEventObjects.of(bucket.create("a.csv", ByteString.copyFromUtf8("0123456789")).ref());
    bucket.drop("a.csv", ByteString.copyFromUtf8("9876543210"));
    assertReplaced(object);
    bucket.delete("a.csv");
    assertReplaced(object);
  }

  private void assertReplaced(EventObject object) {
    assertThatThrownBy(() -> new BlobEventObjects(bucket).open(object, 0, 10))
        .isInstanceOf(EventObjectReplacedException.class)
        .hasMessageContaining("a.csv");
  }

  @Test
  void tellsSoWhileReadingTooAndLetsOtherErrorsPass() throws IOException {
    EventObject object =
        BlobEventObjects.of(bucket.create("a.csv", ByteString.copyFromUtf8("0123456789")).ref());
    assertThatThrownBy(() -> readFailing(object, DomainException.notFound("a.csv")))
        .isInstanceOf(EventObjectReplacedException.class);
    assertThatThrownBy(
            () -> readFailing(object, DomainException.of(ErrorCode.UNAVAILABLE, "no answer")))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  /** Reads from a bucket whose streams fail after they were opened. */
  private void readFailing(EventObject object, DomainException failure) throws IOException {
    BlobStore failing =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (proxy, method, arguments) ->
                    new FilterInputStream(bucket.open((BlobRef) arguments[0])) {
                      @Override
                      public int read(byte[] buffer, int offset, int length) {
                        throw failure;
                      }
                    });
    try (InputStream in = new BlobEventObjects(failing).open(object, 0, 10)) {
      in.readAllBytes();
    }
  }
}
