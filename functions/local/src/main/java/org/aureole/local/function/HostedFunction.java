package org.aureole.local.function;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;

/**
 * The class that the invoker is told to make an instance of. Public, with a public constructor,
 * because the invoker asks for that; made by {@link FunctionHost#start} only.
 */
public final class HostedFunction implements HttpFunction {
  private final HttpFunction function = FunctionHost.handOver();

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    function.service(request, response);
  }
}
