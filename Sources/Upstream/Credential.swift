import Wire

/// A key or token, a backend's or the gateway's own. It prints as dots wherever it is printed.
public struct Credential: Sendable, Equatable {
  /// The text itself, for the one place that sends or compares it.
  public let text: String

  /// A credential; nil if the text is empty or cannot stand in a header field.
  public init?(_ text: String) {
    guard !text.isEmpty, HTTPFields.isValidValue(text) else { return nil }
    self.text = text
  }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, always as many.
  public var description: String { "••••••••" }

  /// Dots, always as many.
  public var debugDescription: String { description }

  /// Nothing to see: reflection (`dump`, test failures) would otherwise print the text.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
