package org.aureole.duchy;

import com.google.protobuf.ByteString;
import org.aureole.model.name.PartyName;
import org.aureole.v1.Manifest;

/** What the providers of a {@link TestMeasurement} hand over, which depends on its protocol. */
interface TestAnswers {
  /** What a manifest calls the protocol. */
  String protocol();

  /** The name of the one object that a provider hands over. */
  String object();

  /** The object's bytes, the same at every call. */
  ByteString bytes(PartyName provider);

  /** Adds to a manifest what an honest provider says of the object. */
  void describe(PartyName provider, Manifest.Builder manifest);
}
