package org.aureole.simulation.market;

import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.platform.http.HttpReply;
import org.aureole.simulation.port.SimulatedNetwork;
import org.aureole.v1.CreateUploadRequest;

/**
 * Listens to everything that goes over the network, for what may be said once only, and for what
 * must not be said at all.
 */
final class Ear implements SimulatedNetwork.Tap {
  /** What is drawn or signed once, so that a repetition must be the same bytes. */
  private static final Set<String> ONCE =
      Set.of(":setResult", ":fulfillDirect", ":setRequisitionParams");

  private final Markers markers = new Markers();
  private final Map<String, Set<String>> contents = new TreeMap<>();
  private final Map<String, Set<String>> answered = new HashMap<>();
  private final List<String> leaks = new ArrayList<>();

  @Override
  public byte[] request(SimulatedNetwork.Exchange exchange) {
    URI to = exchange.to();
    String path = to.getPath();
    int action = path.lastIndexOf(':');
    if (action > 0 && ONCE.contains(path.substring(action))) {
      contents
          .computeIfAbsent(exchange.caller() + " " + path, what -> new TreeSet<>())
          .add(Fingerprint.of(exchange.body()).hex());
    }
    if (path.endsWith(":fulfillDirect")) {
      answered(exchange.caller())
          .add(path.substring("/v1/".length(), path.length() - ":fulfillDirect".length()));
    }
    if (path.equals("/v1/uploads")) {
      try {
        String requisition = CreateUploadRequest.parseFrom(exchange.body()).getRequisition();
        if (!requisition.isEmpty()) {
          answered(exchange.caller()).add(requisition);
        }
      } catch (InvalidProtocolBufferException e) {
        leaks.add(exchange.caller() + " sent no request for an upload");
      }
    }
    return exchange.body();
  }

  @Override
  public HttpReply reply(SimulatedNetwork.Exchange exchange, HttpReply reply) {
    listen(exchange, exchange.body());
    if (reply.status() >= 400) {
      listen(exchange, reply.body().toByteArray());
    }
    return reply;
  }

  /** VIDs in decimal digits; the parties' own calls are few and small. */
  private void listen(SimulatedNetwork.Exchange exchange, byte[] bytes) {
    markers
        .in(new String(bytes, StandardCharsets.ISO_8859_1))
        .ifPresent(marker ->
            leaks.add(exchange.method() + " " + exchange.to().getPath() + " carries " + marker));
  }

  /** The digests of what was said, by what may be said once. */
  Map<String, Set<String>> contents() {
    return contents;
  }

  /** The requisitions for which a party sent, or was about to send, an answer. */
  Set<String> answered(String party) {
    return answered.computeIfAbsent(party, id -> new HashSet<>());
  }

  List<String> leaks() {
    return leaks;
  }
}
