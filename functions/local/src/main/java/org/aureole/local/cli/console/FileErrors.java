package org.aureole.local.cli.console;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system says of files and programs, in words for people. */
public final class FileErrors {
  private static final Pattern NO_PROGRAM = Pattern.compile("Cannot run program \"([^\"]*)\".*");

  private FileErrors() {}

  /** What is wrong, with the file or program where the error knows it. */
  public static String words(IOException error) {
    String message = error.getMessage() == null ? "" : error.getMessage();
    Matcher program = NO_PROGRAM.matcher(message);
    if (program.matches()) {
      return "the program "
          + program.group(1)
          + " cannot be run; is it installed, and may you run it?";
    }
    if (error instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(error);
    }
    return reason(error);
  }

  /** What is wrong with a file that the caller names itself. */
  public static String reason(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (error instanceof FileAlreadyExistsException) {
      return "something else of that name exists already";
    }
    if (error instanceof AccessDeniedException) {
      return "you have no right to read or write it";
    }
    if (error instanceof NotDirectoryException) {
      return "it is no folder";
    }
    if (error instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (error instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    if (error instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (error instanceof FileNotFoundException || error.getMessage() != null) {
      return error.getMessage();
    }
    return "the system gives no reason (" + error.getClass().getSimpleName() + ")";
  }
}
