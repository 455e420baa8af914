/// A key or token. It prints as dots wherever it is printed; only `reveal` gives the text away.
public struct Secret: Sendable, Hashable {
  private let text: String

  /// A secret.
  public init(_ text: String) { self.text = text }

  /// The text itself, for the one place that sends or compares it.
  public var reveal: String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, always as many.
  public var description: String { "••••••••" }

  /// Dots, always as many.
  public var debugDescription: String { description }

  /// Nothing to see: reflection (`dump`, test failures) would otherwise print the text.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
