package org.aureole.duchy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.Route;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;

/** One Duchy of a {@link TestMarket}: its rows and buckets outlive its process. */
final class TestDuchy implements AutoCloseable {
  final PartyName name;
  final InMemoryBlobStore internal;
  final InMemoryBlobStore inbox;
  final Faults faults = new Faults();
  final Database database;
  private final TestMarket market;
  private final TestTokens tokens;
  private final Instant issued;
  private Duchy process;
  private Router router;
  final List<JobRunner.Outcome> outcomes = new ArrayList<>();

  TestDuchy(TestMarket market, PartyName name, Database database) {
    this.market = market;
    this.name = name;
    this.database = database;
    this.internal = new InMemoryBlobStore("internal-" + name.id());
    this.inbox = new InMemoryBlobStore("inbox-" + name.id());
    this.issued = market.clock.instant();
    this.tokens = new TestTokens(apiUrl().toString(), issued);
    restart();
  }

  URI apiUrl() {
    return URI.create("https://" + name.id() + ".example");
  }

  /** A new process on the same rows and buckets. */
  void restart() {
    if (process != null) {
      process.close();
    }
    faults.stop();
    DuchyConfig config =
        DuchyConfig.of(
            name,
            TestMarket.MARKET,
            apiUrl(),
            Map.of(
                subject("platform"), Role.PLATFORM,
                subject("kingdom"), Role.KINGDOM,
                subject("operator"), Role.OPERATOR));
    process =
        new Duchy(
            config,
            new DuchyPorts(
                FaultyPorts.database(faults, database),
                FaultyPorts.bucket(faults, internal),
                FaultyPorts.bucket(faults, inbox),
                urls(),
                market.keys.get(name),
                () -> name + "/certificates/c1",
                FaultyPorts.kingdom(faults, market.kingdom.as(name)),
                peers(),
                job -> market.enqueue(name, () -> run(job)),
                Runnable::run,
                market.random,
                market.clock));
    router =
        new Router(process.endpoints(), tokens.authenticator(process.principals()), market.clock);
  }

  private static OidcSubject subject(String subject) {
    return OidcSubject.newBuilder().setIssuer(TestTokens.ISSUER).setSubject(subject).build();
  }

  private UploadUrls urls() {
    return (object, maxBytes, sha256, validFor) ->
        new Upload(
            URI.create("memory://" + inbox.bucket() + "/" + object),
            Map.of(),
            market.clock.instant().plus(validFor));
  }

  private PeerInboxes peers() {
    return (URI url, CreateUploadRequest request, Uploader.Content content) ->
        faults.around(
            "deliver " + request.getStage() + " " + request.getObject().getName(),
            () -> market.deliver(name, url, request, read(content)));
  }

  private static ByteString read(Uploader.Content content) {
    try (InputStream in = content.open().get()) {
      return ByteString.readFrom(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  JobRunner.Outcome run(JobName job) {
    JobRunner.Outcome outcome = process.run(job);
    outcomes.add(outcome);
    return outcome;
  }

  void sweep() {
    try {
      process.sweep();
    } catch (Faults.Killed e) {
      restart();
    }
  }

  /** Approves a party's root, and the identity named like the party. */
  void approve(PartyName party) {
    approve(party, market.keys.get(party));
  }

  void approve(PartyName party, TestKeys keys) {
    TrustedRoot root =
        TrustedRoot.newBuilder()
            .setParty(party.toString())
            .setRootCertificate(ByteString.copyFrom(keys.root()))
            .setSubject(subject(party.toString()))
            .build();
    call("operator", HttpMethod.POST, "/v1/trustedRoots", root, TrustedRoot.getDefaultInstance());
  }

  /** Puts an object as an upload URL allows: only where none is. */
  void put(URI url, ByteString bytes) {
    String object = url.getPath().substring(1);
    try {
      inbox.create(object, bytes);
    } catch (DomainException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
    }
    market.storageEvent(name, object);
  }

  /** The row's stage as the Duchy's operator sees it; empty if there is no row. */
  Optional<ComputationStage> stage(ComputationName computation) {
    try {
      return Optional.of(ComputationStage.valueOf(view(computation).getStage()));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  LocalComputation view(ComputationName computation) {
    return call(
        "operator",
        HttpMethod.GET,
        "/v1/" + computation,
        null,
        LocalComputation.getDefaultInstance());
  }

  boolean rests(ComputationName computation) {
    boolean over = stage(computation).filter(Lifecycles.COMPUTATION::isTerminal).isPresent();
    return over && objects(computation) == 0;
  }

  /** How many objects there are of a computation, in both buckets. */
  long objects(ComputationName computation) {
    String id = "/" + computation.computation() + "/";
    return internal.contents().keySet().stream().filter(n -> ("/" + n).contains(id)).count()
        + inbox.contents().keySet().stream().filter(n -> n.contains(id)).count();
  }

  /** Calls its API over binary protobuf, with a real token; throws what the API answers. */
  <R extends Message> R call(
      String subject, HttpMethod method, String path, Message body, R reply) {
    HttpReply answer =
        router.handle(
            HttpQuery.of(
                method,
                path,
                "",
                headers(subject, "application/x-protobuf"),
                body == null ? new byte[0] : body.toByteArray()));
    return TestMarket.parse(checked(answer), reply);
  }

  List<Route> routes() {
    return router.routes();
  }

  /** The status with which an endpoint answers an empty request. */
  int status(Route route, Optional<String> subject) {
    Map<String, String> headers = new HashMap<>(headers("", "application/json"));
    headers.remove("Authorization");
    subject.ifPresent(
        s -> headers.put("Authorization", "Bearer " + tokens.of(s, apiUrl().toString(), issued)));
    String path = route.path().toString().replaceAll("\\{[a-z]+}", "x");
    return router.handle(HttpQuery.of(route.method(), path, "", headers, new byte[0])).status();
  }

  void push(String path, String subject, byte[] envelope) {
    HttpReply answer = pushed(path, subject, envelope);
    if (answer.status() != 204) {
      throw new AssertionError(
          path + " answered " + answer.status() + answer.body().toStringUtf8());
    }
  }

  /** What a push is answered. */
  HttpReply pushed(String path, String subject, byte[] envelope) {
    return router.handle(
        HttpQuery.of(HttpMethod.POST, path, "", headers(subject, "application/json"), envelope));
  }

  private Map<String, String> headers(String subject, String type) {
    return Map.of(
        "Authorization", "Bearer " + tokens.of(subject, apiUrl().toString(), issued),
        "Content-Type", type,
        "Accept", type);
  }

  private static ByteString checked(HttpReply answer) {
    if (answer.status() / 100 == 2) {
      return answer.body();
    }
    String text = answer.body().toStringUtf8();
    for (ErrorCode code : ErrorCode.values()) {
      if (text.contains("\"" + code.name() + "\"")) {
        throw DomainException.of(code, text);
      }
    }
    throw new AssertionError(answer.status() + " " + text);
  }

  @Override
  public void close() {
    process.close();
    database.close();
  }
}
