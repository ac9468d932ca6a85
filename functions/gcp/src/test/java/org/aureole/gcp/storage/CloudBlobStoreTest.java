package org.aureole.gcp.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.BlobStoreContract;
import org.aureole.platform.blob.StoredBlob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real client library against {@link CloudStorageServer}. */
class CloudBlobStoreTest extends BlobStoreContract {
  private static CloudStorageServer server;
  private static Storage storage;
  private static int buckets;

  @BeforeAll
  static void start() throws IOException {
    server = new CloudStorageServer(InstantSource.system());
    storage = open(server, Duration.ofSeconds(20));
  }

  private static Storage open(CloudStorageServer at, Duration patience) {
    return CloudStorage.open(at.endpoint(), "project", NoCredentials.getInstance(), patience);
  }

  @AfterAll
  static void stop() throws Exception {
    storage.close();
    server.close();
  }

  @Override
  protected BlobStore emptyStore() {
    String bucket = "bucket-" + buckets++;
    server.addBucket(bucket);
    return new CloudBlobStore(() -> storage, bucket);
  }

  @Test
  void objectsOfSeveralPiecesAreWhole() throws IOException {
    BlobStore store = emptyStore();
    for (int size :
        new int[] {
          CloudBlobStore.PIECE_BYTES - 1,
          CloudBlobStore.PIECE_BYTES,
          CloudBlobStore.PIECE_BYTES + 1,
          3 * CloudBlobStore.PIECE_BYTES + 12_345
        }) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      StoredBlob stored =
          store.create("large/" + size, new ByteArrayInputStream(bytes), Optional.empty());
      assertThat(store.stat("large/" + size)).contains(stored.ref());
      assertThat(stored.ref().size()).isEqualTo(size);
      try (InputStream in = store.open(stored.ref())) {
        assertThat(in.readAllBytes()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void anObjectWhoseAnswerWasLostWasCreatedAllTheSame() {
    BlobStore store = emptyStore();
    for (int size : new int[] {0, 1000, 2 * CloudBlobStore.PIECE_BYTES + 1}) {
      byte[] bytes = new byte[size];
      server.loseNextAnswer();
      StoredBlob stored =
          store.create("object" + size, new ByteArrayInputStream(bytes), Optional.empty());
      assertThat(store.stat("object" + size)).contains(stored.ref());
      assertThat(stored.ref().size()).isEqualTo(size);
    }
  }

  @Test
  void nothingIsSeenOfALargeObjectThatIsNotWhatItShouldBe() {
    BlobStore store = emptyStore();
    byte[] bytes = new byte[2 * CloudBlobStore.PIECE_BYTES];
    assertThatThrownBy(() ->
            store.create(
                "large",
                new ByteArrayInputStream(bytes),
                Optional.of(ByteString.copyFrom(new byte[32]))))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    assertThat(store.stat("large")).isEmpty();
  }

  @Test
  void aLargeObjectIsNeverReplaced() {
    BlobStore store = emptyStore();
    BlobRef first = store.create("large", ByteString.copyFromUtf8("one")).ref();
    byte[] bytes = new byte[2 * CloudBlobStore.PIECE_BYTES];
    assertThatThrownBy(
            () -> store.create("large", new ByteArrayInputStream(bytes), Optional.empty()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(store.stat("large")).contains(first);
  }

  @Test
  void objectsWithNamesThatAureoleDoesNotUseAreNotListed() {
    BlobStore store = emptyStore();
    storage.create(BlobInfo.newBuilder(store.bucket(), "folder/").build(), new byte[0]);
    storage.create(BlobInfo.newBuilder(store.bucket(), "a//b").build(), new byte[0]);
    store.create("a/b", ByteString.EMPTY);
    try (Stream<BlobRef> objects = store.list("")) {
      assertThat(objects.map(BlobRef::name)).containsExactly("a/b");
    }
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsNotMixed() throws IOException {
    BlobStore store = emptyStore();
    byte[] bytes = new byte[CloudBlobStore.PIECE_BYTES + 5_000_000];
    BlobRef old = store.create("day1.csv", new ByteArrayInputStream(bytes), Optional.empty()).ref();
    byte[] other = new byte[bytes.length];
    Arrays.fill(other, (byte) 1);
    try (InputStream in = store.open(old)) {
      byte[] read = in.readNBytes(1000);
      storage.create(BlobInfo.newBuilder(store.bucket(), "day1.csv").build(), other);
      // What the service had begun to send it sends to the end.
      assertThat(read).containsOnly(0);
      assertThat(in.readAllBytes()).hasSize(bytes.length - 1000).containsOnly(0);
    }
    assertThatThrownBy(() -> store.openRange(old, 2000, 10))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aBucketThatDoesNotAnswerIsUnavailable() throws Exception {
    CloudStorageServer gone = new CloudStorageServer(InstantSource.system());
    gone.close();
    try (Storage client = open(gone, Duration.ofSeconds(2))) {
      BlobStore store = new CloudBlobStore(() -> client, "bucket");
      assertThatThrownBy(() -> store.stat("x"))
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }
}
