package org.aureole.platform.net;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The bytes of one answer, which fails as soon as there are too many. One per answer. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
  private final int max;
  private Subscription subscription;
  private long seen;

  BoundedBody(int max) {
    this.max = max;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return all.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    this.subscription = given;
    all.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (seen > max) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      seen += buffer.remaining();
    }
    if (seen > max) {
      subscription.cancel();
      all.onError(new IOException("the answer is longer than " + max + " bytes"));
    } else {
      all.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable error) {
    all.onError(error);
  }

  @Override
  public void onComplete() {
    all.onComplete();
  }
}
