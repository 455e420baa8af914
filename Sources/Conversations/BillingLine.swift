/// The line of attribution that Claude Code puts first into the system prompt. It changes with the conversation's
/// first message, and means something to Anthropic only.
public enum BillingLine {
  /// What it begins with.
  public static let prefix = "x-anthropic-billing-header:"
}
