package org.aureole.gcp.storage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.aureole.gcp.storage.HeldObjects.Held;
import org.aureole.gcp.storage.HeldObjects.PreconditionFailed;

/**
 * What of Google Cloud Storage Aureole uses, over HTTP on loopback, for the real client library:
 * the JSON API's uploads in one piece and resumable, reads of ranges and generations, listings,
 * deletions; and the XML API's PUT by a signed URL, whose signature is checked. It tells who
 * listens of every object that is stored or deleted. Objects lie in memory and end with it.
 * Thread-safe.
 */
public final class CloudStorageServer implements AutoCloseable {
  private static final Pattern OBJECT =
      Pattern.compile("/(?:download/)?storage/v1/b/([^/]+)/o/([^/]+)");
  private static final Pattern OBJECTS = Pattern.compile("/storage/v1/b/([^/]+)/o");
  private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

  /** Small, so that clients meet a second page. */
  private static final int PAGE = 5;

  private final HeldObjects objects = new HeldObjects();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, PublicKey> signers = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile Optional<Access> access = Optional.empty();
  private final SignedUrlCheck signatures;
  private final ExecutorService threads = Executors.newCachedThreadPool(CloudStorageServer::daemon);
  private final HttpServer server;

  /**
   * An object was stored or deleted.
   *
   * @param eventType as notifications name it, such as {@code OBJECT_FINALIZE}
   */
  public record Change(String bucket, String object, long generation, String eventType) {}

  /** Who may do what; unless it is told, everybody may do everything. */
  public interface Access {
    /** Whose access token an Authorization header, null for none, holds. */
    Optional<String> caller(String authorization);

    /**
     * Whether an account may.
     *
     * @param email of the account
     * @param permission such as {@code storage.objects.get}
     */
    boolean may(String email, String permission, String bucket);
  }

  /** A resumable upload that is not complete. */
  private record Session(
      String bucket,
      String name,
      JsonObject metadata,
      OptionalLong generationMatch,
      ByteArrayOutputStream bytes,
      AtomicReference<Held> complete) {}

  /** A request that is refused. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  public CloudStorageServer(InstantSource clock) throws IOException {
    this.signatures = new SignedUrlCheck(signers, clock);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "cloud-storage");
    thread.setDaemon(true);
    return thread;
  }

  /** Its base URL. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void addBucket(String bucket) {
    objects.addBucket(bucket);
  }

  /** The next object is stored, but its sender gets no answer. */
  public void loseNextAnswer() {
    losing.set(true);
  }

  /** Lets an account sign URLs. */
  public void addSigner(String email, PublicKey key) {
    signers.put(email, key);
  }

  /** From now on everybody may do what this says. */
  public void restrict(Access to) {
    access = Optional.of(to);
  }

  /** Tells of changes, in the thread of the request that makes them, once they are made. */
  public void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  private void answer(HttpExchange request) throws IOException {
    try (request) {
      try {
        route(request);
      } catch (Refused e) {
        refuse(request, e.status, e.getMessage());
      } catch (PreconditionFailed e) {
        refuse(request, 412, "At least one of the pre-conditions you specified did not hold.");
      } catch (RuntimeException e) {
        refuse(request, 500, e.toString());
      }
    }
  }

  private void route(HttpExchange request) throws IOException, Refused, PreconditionFailed {
    String path = request.getRequestURI().getRawPath();
    Map<String, String> query = query(request.getRequestURI().getRawQuery());
    Matcher object = OBJECT.matcher(path);
    Matcher list = OBJECTS.matcher(path);
    Matcher upload = UPLOAD.matcher(path);
    if (object.matches()) {
      boolean delete = request.getRequestMethod().equals("DELETE");
      authorize(request, delete ? "delete" : "get", decoded(object.group(1)));
      one(request, decoded(object.group(1)), decoded(object.group(2)), query);
    } else if (list.matches()) {
      authorize(request, "list", bucket(list.group(1)));
      list(request, bucket(list.group(1)), query);
    } else if (upload.matches()) {
      authorize(request, "create", bucket(upload.group(1)));
      upload(request, bucket(upload.group(1)), query);
    } else if (query.containsKey("X-Goog-Signature")) {
      signedUpload(request, path, query);
    } else {
      throw new Refused(404, "no such method: " + request.getRequestMethod() + " " + path);
    }
  }

  private void authorize(HttpExchange request, String verb, String bucket) throws Refused {
    if (access.isPresent()) {
      String header = request.getRequestHeaders().getFirst("Authorization");
      String email =
          access
              .get()
              .caller(header)
              .orElseThrow(() -> new Refused(401, "Anonymous caller, or an invalid token."));
      authorize(email, verb, bucket);
    }
  }

  private void authorize(String email, String verb, String bucket) throws Refused {
    if (access.isPresent() && !access.get().may(email, "storage.objects." + verb, bucket)) {
      throw new Refused(403, email + " does not have storage.objects." + verb + " in " + bucket);
    }
  }

  private String bucket(String raw) throws Refused {
    String bucket = decoded(raw);
    if (!objects.has(bucket)) {
      throw new Refused(404, "The specified bucket does not exist.");
    }
    return bucket;
  }

  private void one(HttpExchange request, String bucket, String name, Map<String, String> query)
      throws IOException, Refused, PreconditionFailed {
    if (request.getRequestMethod().equals("DELETE")) {
      Held gone = objects.remove(bucket, name).orElseThrow(() -> noSuch(bucket, name));
      tell(gone, "OBJECT_DELETE");
      request.sendResponseHeaders(204, -1);
      return;
    }
    Held held = objects.get(bucket, name).orElseThrow(() -> noSuch(bucket, name));
    String generation = Long.toString(held.generation());
    if (!query.getOrDefault("generation", generation).equals(generation)) {
      throw noSuch(bucket, name);
    }
    if (!query.getOrDefault("ifGenerationMatch", generation).equals(generation)) {
      throw new PreconditionFailed();
    }
    if ("media".equals(query.get("alt"))) {
      media(request, held);
    } else {
      send(request, 200, resource(held));
    }
  }

  private static Refused noSuch(String bucket, String name) {
    return new Refused(404, "No such object: " + bucket + "/" + name);
  }

  private static void media(HttpExchange request, Held held) throws IOException, Refused {
    byte[] bytes = held.bytes();
    request.getResponseHeaders().set("x-goog-generation", Long.toString(held.generation()));
    request.getResponseHeaders().set("Content-Type", "application/octet-stream");
    String range = request.getRequestHeaders().getFirst("Range");
    if (range == null) {
      sendBytes(request, 200, bytes);
      return;
    }
    Matcher wanted = RANGE.matcher(range);
    if (!wanted.matches() || Long.parseLong(wanted.group(1)) >= bytes.length) {
      throw new Refused(416, "The requested range cannot be satisfied.");
    }
    int from = Integer.parseInt(wanted.group(1));
    int end =
        wanted.group(2).isEmpty()
            ? bytes.length
            : (int) Math.min(bytes.length, Long.parseLong(wanted.group(2)) + 1);
    request
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + bytes.length);
    sendBytes(request, 206, Arrays.copyOfRange(bytes, from, end));
  }

  private void list(HttpExchange request, String bucket, Map<String, String> query)
      throws IOException {
    String prefix = query.getOrDefault("prefix", "");
    String from = query.getOrDefault("pageToken", prefix);
    JsonArray items = new JsonArray();
    JsonObject page = new JsonObject();
    for (Held held : objects.list(bucket, prefix, from, PAGE + 1)) {
      if (items.size() < PAGE) {
        items.add(resource(held));
      } else {
        page.addProperty("nextPageToken", held.name());
      }
    }
    page.add("items", items);
    send(request, 200, page);
  }

  private void upload(HttpExchange request, String bucket, Map<String, String> query)
      throws IOException, Refused, PreconditionFailed {
    switch (query.getOrDefault("uploadType", "")) {
      case "multipart" -> uploadWhole(request, bucket, query);
      case "resumable" -> {
        if (query.containsKey("upload_id")) {
          continueUpload(request, query.get("upload_id"));
        } else {
          beginUpload(request, bucket, query);
        }
      }
      default -> throw new Refused(400, "uploadType must be multipart or resumable");
    }
  }

  /** The body holds two parts: what the object is called, and what it holds. */
  private void uploadWhole(HttpExchange request, String bucket, Map<String, String> query)
      throws IOException, Refused, PreconditionFailed {
    String type = request.getRequestHeaders().getFirst("Content-Type");
    String boundary = "--" + type.replaceAll(".*boundary=\"?([^\";]+)\"?.*", "$1");
    String body = new String(body(request).readAllBytes(), StandardCharsets.ISO_8859_1);
    int metadata = body.indexOf("\r\n\r\n", body.indexOf(boundary)) + 4;
    int between = body.indexOf("\r\n" + boundary, metadata);
    int media = body.indexOf("\r\n\r\n", between) + 4;
    int end = body.lastIndexOf("\r\n" + boundary + "--");
    if (metadata < 4 || between < 0 || media < 4 || end < media) {
      throw new Refused(400, "the multipart body is broken");
    }
    String json =
        new String(
            body.substring(metadata, between).getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    byte[] bytes = body.substring(media, end).getBytes(StandardCharsets.ISO_8859_1);
    Held held =
        objects.put(bucket, name(json, query), bytes, metadata(json), generationMatch(query));
    tell(held, "OBJECT_FINALIZE");
    answerUnlessLost(request, held);
  }

  private void answerUnlessLost(HttpExchange request, Held held) throws IOException {
    if (losing.compareAndSet(true, false)) {
      request.close();
    } else {
      send(request, 200, resource(held));
    }
  }

  private void beginUpload(HttpExchange request, String bucket, Map<String, String> query)
      throws IOException {
    String json = new String(body(request).readAllBytes(), StandardCharsets.UTF_8);
    String id = UUID.randomUUID().toString();
    sessions.put(
        id,
        new Session(
            bucket,
            name(json, query),
            metadata(json),
            generationMatch(query),
            new ByteArrayOutputStream(),
            new AtomicReference<>()));
    request
        .getResponseHeaders()
        .set(
            "Location",
            endpoint()
                + "/upload/storage/v1/b/"
                + bucket
                + "/o?uploadType=resumable&upload_id="
                + id);
    request.sendResponseHeaders(200, -1);
  }

  private static InputStream body(HttpExchange request) throws IOException {
    InputStream body = request.getRequestBody();
    return "gzip".equals(request.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(body)
        : body;
  }

  private void continueUpload(HttpExchange request, String id)
      throws IOException, Refused, PreconditionFailed {
    Session session = sessions.get(id);
    Matcher range =
        CONTENT_RANGE.matcher(
            Optional.ofNullable(request.getRequestHeaders().getFirst("Content-Range")).orElse(""));
    if (session == null || !range.matches()) {
      throw new Refused(session == null ? 404 : 400, "no such upload, or no Content-Range");
    }
    synchronized (session) {
      if (session.complete().get() != null) {
        send(request, 200, resource(session.complete().get()));
        return;
      }
      byte[] piece = request.getRequestBody().readAllBytes();
      int have = session.bytes().size();
      int from = range.group(1) == null ? have : Integer.parseInt(range.group(1));
      if (from > have) {
        throw new Refused(503, "a piece is missing before this one");
      }
      // A piece that is sent again may overlap what is there.
      session.bytes().write(piece, have - from, Math.max(0, piece.length - (have - from)));
      boolean complete =
          !range.group(3).equals("*") && Long.parseLong(range.group(3)) == session.bytes().size();
      if (!complete) {
        if (session.bytes().size() > 0) {
          request.getResponseHeaders().set("Range", "bytes=0-" + (session.bytes().size() - 1));
        }
        request.sendResponseHeaders(308, -1);
        return;
      }
      Held held =
          objects.put(
              session.bucket(),
              session.name(),
              session.bytes().toByteArray(),
              session.metadata(),
              session.generationMatch());
      session.complete().set(held);
      tell(held, "OBJECT_FINALIZE");
      answerUnlessLost(request, held);
    }
  }

  /** {@code PUT /bucket/object} with the conditions in headers. */
  private void signedUpload(HttpExchange request, String path, Map<String, String> query)
      throws IOException, Refused, PreconditionFailed {
    String refusal = signatures.refusal(request, query);
    if (!refusal.isEmpty() || !request.getRequestMethod().equals("PUT")) {
      throw new Refused(403, refusal.isEmpty() ? "only PUT" : refusal);
    }
    int slash = path.indexOf('/', 1);
    String bucket = bucket(path.substring(1, slash));
    String credential = query.get("X-Goog-Credential");
    authorize(credential.substring(0, credential.indexOf('/')), "create", bucket);
    byte[] bytes = request.getRequestBody().readAllBytes();
    String range = request.getRequestHeaders().getFirst("x-goog-content-length-range");
    if (range != null && bytes.length > Long.parseLong(range.substring(range.indexOf(',') + 1))) {
      throw new Refused(400, "EntityTooLarge");
    }
    String match = request.getRequestHeaders().getFirst("x-goog-if-generation-match");
    Held held =
        objects.put(
            bucket,
            decoded(path.substring(slash + 1)),
            bytes,
            new JsonObject(),
            match == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(match)));
    tell(held, "OBJECT_FINALIZE");
    request.sendResponseHeaders(200, -1);
  }

  private void tell(Held held, String eventType) {
    Change change = new Change(held.bucket(), held.name(), held.generation(), eventType);
    listeners.forEach(listener -> listener.accept(change));
  }

  private static String name(String json, Map<String, String> query) {
    return query.containsKey("name")
        ? query.get("name")
        : JsonParser.parseString(json).getAsJsonObject().get("name").getAsString();
  }

  private static JsonObject metadata(String json) {
    JsonObject metadata =
        JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("metadata");
    return metadata == null ? new JsonObject() : metadata;
  }

  private static OptionalLong generationMatch(Map<String, String> query) {
    return query.containsKey("ifGenerationMatch")
        ? OptionalLong.of(Long.parseLong(query.get("ifGenerationMatch")))
        : OptionalLong.empty();
  }

  private static JsonObject resource(Held held) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", "storage#object");
    json.addProperty("bucket", held.bucket());
    json.addProperty("name", held.name());
    json.addProperty("generation", Long.toString(held.generation()));
    json.addProperty("metageneration", "1");
    json.addProperty("size", Integer.toString(held.bytes().length));
    json.add("metadata", held.metadata());
    return json;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String part : raw.split("&")) {
        int equals = part.indexOf('=');
        query.put(
            decoded(equals < 0 ? part : part.substring(0, equals)),
            equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return query;
  }

  /** Percent-decoded; a plus sign is one. */
  private static String decoded(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static void refuse(HttpExchange request, int status, String message) throws IOException {
    JsonObject error = new JsonObject();
    error.addProperty("code", status);
    error.addProperty("message", message);
    JsonObject body = new JsonObject();
    body.add("error", error);
    send(request, status, body);
  }

  private static void send(HttpExchange request, int status, JsonObject json) throws IOException {
    request.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    sendBytes(request, status, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void sendBytes(HttpExchange request, int status, byte[] bytes) throws IOException {
    request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      request.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
