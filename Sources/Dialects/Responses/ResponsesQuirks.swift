/// In what the servers of the Responses API differ, as far as a request is concerned.
public struct ResponsesQuirks: Sendable, Equatable {
  /// Whether the models reason and take being told how much; one that does not refuses the field.
  public var reasons: Bool
  /// Whether `temperature` and `top_p` are taken; OpenAI's reasoning models refuse them.
  public var acceptsSampling: Bool

  /// Quirks; those of OpenAI by default.
  public init(reasons: Bool = true, acceptsSampling: Bool = false) {
    self.reasons = reasons
    self.acceptsSampling = acceptsSampling
  }

  /// OpenAI with the models it sells for agents.
  public static let openAI = ResponsesQuirks()
  /// Anybody who imitates OpenAI: local servers foremost.
  public static let compatible = ResponsesQuirks(reasons: false, acceptsSampling: true)
}
