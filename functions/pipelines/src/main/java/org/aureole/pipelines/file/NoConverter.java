package org.aureole.pipelines.file;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;

/**
 * Satisfies the Parquet library, which asks for converters also where columns are read directly.
 */
final class NoConverter extends GroupConverter {
  private static final PrimitiveConverter NONE = new PrimitiveConverter() {};

  private final GroupType type;

  NoConverter(GroupType type) {
    this.type = type;
  }

  @Override
  public Converter getConverter(int field) {
    return type.getType(field).isPrimitive()
        ? NONE
        : new NoConverter(type.getType(field).asGroupType());
  }

  @Override
  public void start() {
    // No record is built.
  }

  @Override
  public void end() {
    // No record is built.
  }
}
