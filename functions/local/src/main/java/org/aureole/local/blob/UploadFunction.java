package org.aureole.local.blob;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import com.google.protobuf.ByteString;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.TimedBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the PUT of a signed upload URL: exactly the object, the size and the time that were signed,
 * and only while no object of that name is there. Thread-safe.
 */
final class UploadFunction implements HttpFunction {
  static final String PATH = "/upload";
  static final String BUCKET = "bucket";
  static final String OBJECT = "object";
  static final String MAX_BYTES = "maxBytes";
  static final String SHA256 = "sha256";
  static final String EXPIRES = "expires";
  static final String SIGNATURE = "signature";

  private static final int TOLERATED_BYTES = 64 * 1024;

  /** One, and another whose sender has given up the first. */
  private static final int MAX_AT_ONCE = 2;

  /** Parties' lines are better than this. */
  private static final TimedBody.Pace PACE = new TimedBody.Pace(Duration.ofSeconds(20), 64 * 1024);

  private static final Logger LOG = LoggerFactory.getLogger(UploadFunction.class);

  private final Map<String, Watched> buckets;
  private final UploadSigner signer;
  private final InstantSource clock;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /** A bucket and who is told of new objects. */
  record Watched(BlobStore store, BucketEvents events) {}

  /**
   * @param buckets by name; may grow while this runs
   */
  UploadFunction(Map<String, Watched> buckets, UploadSigner signer, InstantSource clock) {
    this.buckets = buckets;
    this.signer = signer;
    this.clock = clock;
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    response.appendHeader("X-Content-Type-Options", "nosniff");
    response.appendHeader("Cache-Control", "no-store");
    if (!request.getPath().equals(PATH)) {
      reply(response, 404, "uploads go to " + PATH);
    } else if (!request.getMethod().equals("PUT")) {
      response.appendHeader("Allow", "PUT");
      reply(response, 405, "send the object with PUT");
    } else {
      upload(request, response);
    }
  }

  private void upload(HttpRequest request, HttpResponse response) throws IOException {
    Optional<UploadSigner.Leave> leave = leave(request);
    if (leave.isEmpty()) {
      reply(response, 403, "the upload URL is not one that was given out");
    } else if (!clock.instant().isBefore(Instant.ofEpochSecond(leave.get().expires()))) {
      reply(response, 403, "the upload URL has expired");
    } else if (request.getContentLength() > leave.get().maxBytes()) {
      tooLarge(request, response, leave.get());
    } else {
      Watched bucket = buckets.get(leave.get().bucket());
      if (bucket == null) {
        reply(response, 404, "there is no bucket " + leave.get().bucket());
      } else {
        storeUnlessUnderWay(bucket, leave.get(), request, response);
      }
    }
  }

  /** What was signed; empty unless every part is there once and the signature is right. */
  private Optional<UploadSigner.Leave> leave(HttpRequest request) {
    try {
      UploadSigner.Leave leave =
          new UploadSigner.Leave(
              parameter(request, BUCKET),
              parameter(request, OBJECT),
              Long.parseLong(parameter(request, MAX_BYTES)),
              parameter(request, SHA256),
              Long.parseLong(parameter(request, EXPIRES)));
      return signer.verify(leave, parameter(request, SIGNATURE))
          ? Optional.of(leave)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String parameter(HttpRequest request, String name) {
    List<String> values = request.getQueryParameters().getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw new IllegalArgumentException(name);
    }
    return values.get(0);
  }

  /** One URL must not fill the disk by being used a hundred times at once. */
  private void storeUnlessUnderWay(
      Watched bucket, UploadSigner.Leave leave, HttpRequest request, HttpResponse response)
      throws IOException {
    String object = leave.bucket() + "/" + leave.object();
    try {
      if (underWay.merge(object, 1, Integer::sum) > MAX_AT_ONCE) {
        drain(request);
        response.appendHeader("Retry-After", "1");
        reply(response, 429, "this object is being uploaded already; wait for the end of that");
      } else {
        store(bucket, leave, request, response);
      }
    } finally {
      underWay.computeIfPresent(object, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private void store(
      Watched bucket, UploadSigner.Leave leave, HttpRequest request, HttpResponse response)
      throws IOException {
    Bounded body = new Bounded(new TimedBody(request.getInputStream(), PACE), leave.maxBytes());
    Optional<ByteString> sha256 =
        leave.sha256().isEmpty()
            ? Optional.empty()
            : Optional.of(ByteString.copyFrom(HexFormat.of().parseHex(leave.sha256())));
    try {
      BlobRef ref = bucket.store().create(leave.object(), body, sha256).ref();
      announce(bucket, ref);
      reply(response, 201, "stored");
    } catch (DomainException e) {
      if (e.code() == ErrorCode.ALREADY_EXISTS) {
        held(bucket.store(), leave.object())
            .ifPresent(digest -> response.appendHeader(Uploader.HELD_SHA256, digest));
        reply(response, 409, e.getMessage());
      } else if (body.exceeded) {
        tooLarge(request, response, leave);
      } else if (e.getCause() instanceof TimedBody.TooSlowException) {
        reply(response, 408, e.getCause().getMessage());
      } else {
        LOG.info("upload to {} failed: {}", leave.bucket(), e.getMessage());
        reply(response, e.code().httpStatus(), e.getMessage());
      }
    }
  }

  private static void announce(Watched bucket, BlobRef ref) {
    try {
      bucket.events().finalized(ref);
    } catch (RuntimeException e) {
      LOG.warn("object {} is left to the next scan to tell of", ref.name(), e);
    }
  }

  private static Optional<String> held(BlobStore store, String object) throws IOException {
    Optional<BlobRef> ref = store.stat(object);
    if (ref.isEmpty()) {
      return Optional.empty();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(store.open(ref.get()), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tooLarge(HttpRequest request, HttpResponse response, UploadSigner.Leave leave)
      throws IOException {
    drain(request);
    reply(response, 413, "at most " + leave.maxBytes() + " bytes are allowed");
  }

  /**
   * A sender that is still sending sees the connection break and not the answer: lets a body that
   * is not large come to its end.
   */
  private static void drain(HttpRequest request) throws IOException {
    new TimedBody(request.getInputStream(), PACE).readNBytes(TOLERATED_BYTES);
  }

  private static void reply(HttpResponse response, int status, String text) throws IOException {
    response.setStatusCode(status);
    response.setContentType("text/plain; charset=utf-8");
    response.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Fails when more comes than was allowed, however the request announced itself. */
  private static final class Bounded extends FilterInputStream {
    private long left;
    private boolean exceeded;

    Bounded(InputStream in, long max) {
      super(in);
      this.left = max;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      left -= Math.max(read, 0);
      if (left < 0) {
        exceeded = true;
        throw new IOException("more bytes than the upload URL allows");
      }
      return read;
    }
  }
}
