package org.aureole.edp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Kills the process under test at one moment: before or after one of its calls to the outside. From
 * then on it does nothing any more.
 */
final class Crashes {
  /** The process is dead. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(int moment) {
      super("killed at moment " + moment, null, false, false);
    }
  }

  private final int moment;
  private int passed;

  private Crashes(int moment) {
    this.moment = moment;
  }

  static Crashes never() {
    return new Crashes(Integer.MAX_VALUE);
  }

  /** At the moment of that number, from 1. */
  static Crashes at(int moment) {
    return new Crashes(moment);
  }

  /** How many moments have passed. */
  int passed() {
    return passed;
  }

  /** A port of the process, with a moment before and after each call. */
  <T> T around(Class<T> port, T target) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, args) -> {
              pass();
              Object result;
              try {
                result = method.invoke(target, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              pass();
              return result;
            }));
  }

  private synchronized void pass() {
    passed++;
    if (passed >= moment) {
      throw new Killed(moment);
    }
  }
}
