import Wire

/// A fact planted into a session, to be looked for in prompts of later turns.
public struct Needle: Sendable {
  /// What sort of fact it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Something the user demands.
    case constraint
    /// A place in a file, within the output of a tool.
    case place
    /// An error, within the output of a tool.
    case error
    /// A decision of the model's, and why.
    case decision
    /// A command that failed.
    case command
    /// A value, within the output of a tool.
    case value
  }

  /// What sort of fact it is.
  public let kind: Kind
  /// The number of the answer, in the order of the session's, from whose step on it is there.
  public let step: Int
  /// The probe of the fact itself.
  public let fact: Int
  /// The probe of the call that brings it back; nil for what nobody can fetch.
  public let call: Int?

  /// How many steps later it is looked for.
  public static let distances = [5, 20, 60, 150]
}

/// What became of needles, by kind and distance.
public struct NeedleCount: Sendable, Equatable {
  /// Those that were in the prompt.
  public var present = 0
  /// Those that were not, but the call was that brings them back.
  public var recoverable = 0
  /// All the others.
  public var absent = 0

  /// None.
  public init() {}

  /// All.
  public var total: Int { present + recoverable + absent }

  /// Adds others.
  public mutating func add(_ other: NeedleCount) {
    present += other.present
    recoverable += other.recoverable
    absent += other.absent
  }
}
