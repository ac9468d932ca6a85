package org.aureole.platform.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link BlobStore} does. A store's own test extends this and makes empty buckets. */
public abstract class BlobStoreContract {
  private BlobStore store;

  /** A new, empty bucket. */
  protected abstract BlobStore emptyStore() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    store = emptyStore();
  }

  @Test
  void whatIsStoredIsRead() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);

    StoredBlob stored = store.create("a/b", new ByteArrayInputStream(bytes), Optional.empty());

    assertThat(stored.ref().name()).isEqualTo("a/b");
    assertThat(stored.ref().size()).isEqualTo(bytes.length);
    assertThat(stored.sha256()).isEqualTo(sha256(bytes));
    assertThat(store.stat("a/b")).contains(stored.ref());
    try (InputStream in = store.open(stored.ref())) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(store.readAll(stored.ref(), bytes.length).toByteArray()).isEqualTo(bytes);
  }

  @Test
  void emptyObjectsAndOddNamesAreFine() {
    BlobRef ref = store.create("Ünïcode 名/with space+%2e", ByteString.EMPTY).ref();
    assertThat(ref.size()).isZero();
    assertThat(store.stat("Ünïcode 名/with space+%2e")).contains(ref);
    assertThat(store.readAll(ref, 0)).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void rangesAreCutAtTheEnd() throws IOException {
    BlobRef ref = store.create("r", ByteString.copyFromUtf8("0123456789")).ref();
    assertThat(range(ref, 0, 10)).isEqualTo("0123456789");
    assertThat(range(ref, 3, 4)).isEqualTo("3456");
    assertThat(range(ref, 8, 100)).isEqualTo("89");
    assertThat(range(ref, 10, 1)).isEmpty();
    assertThat(range(ref, 5, 0)).isEmpty();
  }

  @Test
  void anObjectIsNeverReplaced() {
    BlobRef first = store.create("x", ByteString.copyFromUtf8("one")).ref();
    assertCode(ErrorCode.ALREADY_EXISTS, () -> store.create("x", ByteString.copyFromUtf8("two")));
    assertCode(ErrorCode.ALREADY_EXISTS, () -> store.create("x", ByteString.copyFromUtf8("one")));
    assertThat(store.stat("x")).contains(first);
    assertThat(store.readAll(first, 10).toStringUtf8()).isEqualTo("one");
  }

  @Test
  void ofManyWhoCreateTheSameObjectOneSucceeds() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        String name = "race/" + round;
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        Callable<Void> racer =
            () -> {
              start.await();
              try {
                store.create(name, ByteString.copyFromUtf8(Thread.currentThread().getName()));
              } catch (DomainException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                refused.incrementAndGet();
              }
              return null;
            };
        List<Future<Void>> racers =
            IntStream.range(0, 4).mapToObj(i -> threads.submit(racer)).toList();
        start.countDown();
        for (Future<Void> done : racers) {
          done.get();
        }
        assertThat(refused).hasValue(3);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theExpectedDigestIsChecked() {
    byte[] bytes = {1, 2, 3};
    ByteString wrong = sha256(new byte[] {4});
    assertCode(
        ErrorCode.INVALID_ARGUMENT,
        () -> store.create("d", new ByteArrayInputStream(bytes), Optional.of(wrong)));
    assertThat(store.stat("d")).isEmpty();

    store.create("d", new ByteArrayInputStream(bytes), Optional.of(sha256(bytes)));
    assertThat(store.stat("d")).isPresent();
  }

  @Test
  void nothingIsSeenOfAnObjectWhoseSourceBreaksOff() {
    InputStream broken =
        new InputStream() {
          private int left = 100_000;

          @Override
          public int read() throws IOException {
            if (left-- <= 0) {
              throw new IOException("the disk of the sender is gone");
            }
            return 'x';
          }
        };
    assertCode(ErrorCode.UNAVAILABLE, () -> store.create("broken", broken, Optional.empty()));
    assertThat(store.stat("broken")).isEmpty();
    assertThat(names("")).isEmpty();
    store.create("broken", ByteString.copyFromUtf8("whole"));
  }

  @Test
  void aNewObjectOfAnOldNameIsAnotherGeneration() {
    BlobRef first = store.create("g", ByteString.copyFromUtf8("same")).ref();
    assertThat(store.delete("g")).isTrue();
    BlobRef second = store.create("g", ByteString.copyFromUtf8("same")).ref();

    assertThat(second.generation()).isNotEqualTo(first.generation());
    assertCode(ErrorCode.NOT_FOUND, () -> store.open(first).close());
    assertCode(ErrorCode.NOT_FOUND, () -> store.openRange(first, 0, 1).close());
    assertThat(store.readAll(second, 10).toStringUtf8()).isEqualTo("same");
  }

  @Test
  void deletingIsIdempotent() {
    assertThat(store.delete("never/there")).isFalse();
    BlobRef ref = store.create("gone/now", ByteString.copyFromUtf8("x")).ref();
    assertThat(store.delete("gone/now")).isTrue();
    assertThat(store.delete("gone/now")).isFalse();
    assertThat(store.stat("gone/now")).isEmpty();
    assertCode(ErrorCode.NOT_FOUND, () -> store.open(ref).close());
    assertThat(names("")).isEmpty();
  }

  @Test
  void listingsAreInOrderOfTheNames() {
    for (String name : List.of("b/1", "a", "b/10", "b/2", "b-", "b0", "c/d/e", "ba", "é")) {
      store.create(name, ByteString.copyFromUtf8(name));
    }
    assertThat(names(""))
        .containsExactly("a", "b-", "b/1", "b/10", "b/2", "b0", "ba", "c/d/e", "é");
    assertThat(names("b/")).containsExactly("b/1", "b/10", "b/2");
    assertThat(names("b/1")).containsExactly("b/1", "b/10");
    assertThat(names("b")).containsExactly("b-", "b/1", "b/10", "b/2", "b0", "ba");
    assertThat(names("nothing/")).isEmpty();
    assertThat(names("../")).isEmpty();
    try (Stream<BlobRef> all = store.list("")) {
      assertThat(all).allSatisfy(ref -> assertThat(store.stat(ref.name())).contains(ref));
    }
  }

  @Test
  void aWholePrefixIsDeleted() {
    store.create("p/1", ByteString.EMPTY);
    store.create("p/q/2", ByteString.EMPTY);
    store.create("pq", ByteString.EMPTY);
    assertThat(store.deleteAll("p/")).isEqualTo(2);
    assertThat(names("")).containsExactly("pq");
  }

  @Test
  void anObjectAndAFolderOfTheSameNameAreToldApartOrRefused() {
    store.create("n/inner", ByteString.EMPTY);
    assertThat(store.stat("n")).isEmpty();
    assertThat(store.delete("n")).isFalse();
    assertThat(names("n")).containsExactly("n/inner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        ".hidden",
        "a/.hidden",
        "a\\b",
        "..\\a",
        "a\0b",
        "a\nb",
        "e\u0301",
        "\ud800",
      })
  void badNamesAreRefusedEverywhere(String name) {
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.create(name, ByteString.EMPTY));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.stat(name));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.delete(name));
  }

  @Test
  void namesAreBounded() {
    store.create("x".repeat(255), ByteString.EMPTY);
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.create("x".repeat(256), ByteString.EMPTY));
    String long1024 = ("y".repeat(203) + "/").repeat(5) + "abcd";
    store.create(long1024, ByteString.EMPTY);
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.create(long1024 + "e", ByteString.EMPTY));
  }

  @Test
  void aReaderMayBoundWhatItTakes() {
    BlobRef ref = store.create("big", ByteString.copyFromUtf8("12345")).ref();
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> store.readAll(ref, 4));
  }

  private String range(BlobRef ref, long offset, long length) throws IOException {
    try (InputStream in = store.openRange(ref, offset, length)) {
      return ByteString.readFrom(in).toStringUtf8();
    }
  }

  private List<String> names(String prefix) {
    try (Stream<BlobRef> objects = store.list(prefix)) {
      return objects.map(BlobRef::name).toList();
    }
  }

  private static ByteString sha256(byte[] bytes) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertCode(ErrorCode code, ThrowingCallable action) {
    DomainException error = catchThrowableOfType(DomainException.class, action);
    assertThat(error).as("refused with %s", code).isNotNull();
    assertThat(error.code()).isEqualTo(code);
  }
}
