package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.StrictJson;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.EventGroup;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Manifest;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.SyntheticEventGroupSpec;
import org.aureole.v1.Upload;
import org.junit.jupiter.api.Tag;

/**
 * JSON bodies: the first byte chooses the message, the rest is its text; 'p' is for the envelope of
 * a pushed message. What is taken prints to JSON, and travels as protobuf, without a change.
 */
@Tag("fuzz")
class JsonFuzzTest {
  /** Between them they have every type of field that the contract uses. */
  static final List<Message> TYPES =
      List.of(
          CreateMeasurementRequest.getDefaultInstance(),
          ExplainMeasurementRequest.getDefaultInstance(),
          RegisterPartyRequest.getDefaultInstance(),
          EventGroup.getDefaultInstance(),
          ReportProgressRequest.getDefaultInstance(),
          AnswerPolicy.getDefaultInstance(),
          Manifest.getDefaultInstance(),
          Upload.getDefaultInstance(),
          SyntheticEventGroupSpec.getDefaultInstance());

  @FuzzTest
  @DictionaryFile(resourcePath = "json.dict")
  void fuzz(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] json = Arrays.copyOfRange(input, 1, input.length);
    if (input[0] == 'p') {
      push(json);
    } else {
      message(json, TYPES.get((input[0] & 0xff) % TYPES.size()));
    }
  }

  private static void message(byte[] json, Message type) {
    Optional<Message> taken = Hostile.handed(json, () -> StrictJson.parse(json, type));
    if (taken.isPresent()) {
      Message message = taken.get();
      byte[] printed = StrictJson.print(message).getBytes(StandardCharsets.UTF_8);
      assertThat(StrictJson.parse(printed, type)).isEqualTo(message);
      assertThat(parsed(message.toByteArray(), type)).isEqualTo(message);
    }
  }

  private static Message parsed(byte[] bytes, Message type) {
    try {
      return type.getParserForType().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("what JSON said cannot travel as protobuf", e);
    }
  }

  private static void push(byte[] json) {
    Optional<PushedMessage> taken = Hostile.handed(json, () -> PushEnvelope.decode(json));
    if (taken.isPresent()) {
      PushedMessage message = taken.get();
      assertThat(PushEnvelope.decode(PushEnvelope.encode(message))).isEqualTo(message);
      Hostile.handed(json, () -> StorageEvent.of(message));
    }
  }
}
