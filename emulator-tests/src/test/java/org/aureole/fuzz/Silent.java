package org.aureole.fuzz;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.aureole.model.error.DomainException;

/** A port with nobody behind it. */
final class Silent {
  private Silent() {}

  /**
   * An implementation that finds nothing.
   *
   * @param answers what methods of these names return; others that return something throw NOT_FOUND
   */
  static <T> T of(Class<T> port, Map<String, Object> answers) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              if (method.getReturnType() == void.class) {
                return null;
              }
              throw DomainException.notFound("what " + method.getName() + " asks for");
            });
    return port.cast(proxy);
  }
}
