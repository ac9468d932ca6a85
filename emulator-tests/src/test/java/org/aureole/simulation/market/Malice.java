package org.aureole.simulation.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.platform.http.HttpReply;
import org.aureole.simulation.port.SimulatedNetwork;
import org.aureole.simulation.port.SimulatedNetwork.Exchange;
import org.aureole.simulation.world.Chance;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;
import org.aureole.v1.Computation;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.FulfillRequisitionRequest;

/**
 * Somebody who sits on the network and lies: as the Kingdom, which answers with altered, old or
 * foreign messages, and stays with a lie once told; as a peer, which hands over for one computation
 * what belongs to another, or shows a false nonce; as a line that breaks bytes.
 *
 * <p>What an honest party must not do upon a lie, and did, is a violation.
 */
final class Malice implements SimulatedNetwork.Tap {
  private static final String KINGDOM = Member.KINGDOM.host();

  /** Answers that the Kingdom may replay to others: those that tell of a resource. */
  private static final int KEPT = 30;

  private final World world;
  private final Map<String, List<ByteString>> earlier = new HashMap<>();
  private final Map<String, CreateUploadRequest> uploads = new TreeMap<>();
  private final Map<String, Lie> believed = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  Malice(World world) {
    this.world = world;
  }

  /** What a Kingdom says falsely of a computation. */
  private enum Lie {
    NONCE,
    PROVIDER_MISSING,
    PARTICIPANT_MISSING,
    PARAMS_SWAPPED,
    RECEIVER_SWAPPED
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  private boolean strikes(Fault fault, Exchange exchange, String what) {
    return world.schedule().strikes(fault, world.activity() + " " + exchange.caller() + " " + what);
  }

  @Override
  public byte[] request(Exchange exchange) {
    String path = exchange.to().getPath();
    byte[] body = exchange.body();
    if (exchange.to().getHost().startsWith("storage.")
        && strikes(Fault.CORRUPT_OBJECT, exchange, "upload")) {
      return flipped(body, "upload");
    }
    if (path.equals("/v1/uploads")) {
      return crossWired(exchange);
    }
    if (path.endsWith(":fulfill") && strikes(Fault.LIE, exchange, "false nonce")) {
      return FulfillRequisitionRequest.newBuilder()
          .setNonce(ByteString.copyFrom(new byte[32]))
          .build()
          .toByteArray();
    }
    return body;
  }

  /** The sender names another computation, or another stage, than its object is for. */
  private byte[] crossWired(Exchange exchange) {
    try {
      CreateUploadRequest request = CreateUploadRequest.parseFrom(exchange.body());
      CreateUploadRequest other =
          uploads.put(exchange.caller() + " " + request.getObject().getName(), request);
      if (other != null
          && !other.getComputation().equals(request.getComputation())
          && strikes(Fault.CROSS_WIRE_OBJECT, exchange, "upload of " + request.getStage())) {
        return request.toBuilder().setComputation(other.getComputation()).build().toByteArray();
      }
      return exchange.body();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public HttpReply reply(Exchange exchange, HttpReply reply) {
    String path = exchange.to().getPath();
    if (path.endsWith(":fulfill") && reply.status() / 100 == 2 && isFalseNonce(exchange.body())) {
      violations.add("the Kingdom took a false nonce for " + path);
    }
    if (!exchange.to().getHost().equals(KINGDOM) || reply.status() != 200) {
      return reply;
    }
    String believer = exchange.caller() + " " + path;
    if (path.endsWith(":confirm")) {
      String computation = path.substring(0, path.indexOf("/participants/"));
      Lie lie = believed.get(exchange.caller() + " " + computation);
      // Who receives which share is the workers' affair.
      boolean matters = lie != Lie.RECEIVER_SWAPPED || !exchange.caller().equals("aggregator");
      if (lie != null && matters) {
        violations.add(exchange.caller() + " confirmed " + computation + " upon " + lie);
      }
    }
    return exchange.method().equals("GET") && !exchange.caller().equals("mc1")
        ? told(exchange, believer, reply)
        : reply;
  }

  private static boolean isFalseNonce(byte[] body) {
    try {
      return FulfillRequisitionRequest.parseFrom(body)
          .getNonce()
          .equals(ByteString.copyFrom(new byte[32]));
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private HttpReply told(Exchange exchange, String believer, HttpReply reply) {
    String kind = exchange.to().getPath().replaceAll("/[0-9a-f]{32}", "/*");
    List<ByteString> before = earlier.computeIfAbsent(kind, k -> new ArrayList<>());
    ByteString truth = reply.body();
    if (before.size() < KEPT) {
      before.add(truth);
    }
    if (believed.containsKey(believer)) {
      // Whoever is lied to hears the lie, and not a broken or an old truth, which may be true
      // enough.
      return computation(exchange, believer, reply);
    }
    if (strikes(Fault.LIE, exchange, "flip")) {
      return with(reply, ByteString.copyFrom(flipped(truth.toByteArray(), "flip")));
    }
    if (strikes(Fault.LIE, exchange, "replay")) {
      int place = world.chance().below(before.size(), "replay " + world.operations());
      return with(reply, before.get(place));
    }
    return kind.equals("/v1/computations/*") ? computation(exchange, believer, reply) : reply;
  }

  /** Once told about a computation, a lie is told to that Duchy again and again. */
  private HttpReply computation(Exchange exchange, String believer, HttpReply reply) {
    if (!believed.containsKey(believer)
        && isBeforeConfirmation(reply)
        && strikes(Fault.LIE, exchange, "about a computation")) {
      Lie[] lies = Lie.values();
      believed.put(
          believer, lies[world.chance().below(lies.length, "lie to " + exchange.caller())]);
    }
    Lie lie = believed.get(believer);
    if (lie == null || world.schedule().isOver()) {
      // Even a Kingdom that lied tells the truth once faults are over; what was confirmed counts.
      believed.remove(believer);
      return reply;
    }
    try {
      Computation.Builder told = Computation.parseFrom(reply.body()).toBuilder();
      return alter(lie, told) ? with(reply, told.build().toByteString()) : reply;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a Duchy has checked and pinned cannot be taken from it by a lie. */
  private static boolean isBeforeConfirmation(HttpReply reply) {
    try {
      String state = Computation.parseFrom(reply.body()).getMeasurementState();
      return state.equals("PENDING_REQUISITION_PARAMS")
          || state.equals("PENDING_REQUISITION_FULFILLMENT");
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean alter(Lie lie, Computation.Builder told) {
    switch (lie) {
      case NONCE ->
          told.getRequisitionsBuilderList()
              .forEach(entry -> {
                if (!entry.getNonce().isEmpty()) {
                  entry.setNonce(ByteString.copyFrom(new byte[32]));
                }
              });
      case PROVIDER_MISSING -> told.removeRequisitions(0);
      case PARTICIPANT_MISSING -> told.removeParticipants(0);
      case PARAMS_SWAPPED -> {
        int last = told.getParticipantsCount() - 1;
        var first = told.getParticipants(0).getRequisitionParams();
        told.getParticipantsBuilder(0)
            .setRequisitionParams(told.getParticipants(last).getRequisitionParams());
        told.getParticipantsBuilder(last).setRequisitionParams(first);
      }
      case RECEIVER_SWAPPED ->
          told.getRequisitionsBuilderList()
              .forEach(entry ->
                  entry.setReceivingDuchy(
                      entry.getReceivingDuchy().endsWith("1")
                          ? "duchies/worker2"
                          : "duchies/worker1"));
    }
    return true;
  }

  private byte[] flipped(byte[] bytes, String what) {
    byte[] broken = bytes.clone();
    if (broken.length > 0) {
      Chance chance = world.chance();
      int place = chance.below(broken.length, "place " + what + world.operations());
      broken[place] ^= (byte) (1 << chance.below(8, "bit " + what + world.operations()));
    }
    return broken;
  }

  private static HttpReply with(HttpReply reply, ByteString body) {
    return new HttpReply(reply.status(), reply.headers(), body);
  }
}
