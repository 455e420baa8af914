/// A program that can be told to speak to the gateway.
public enum ClientProgram: String, Sendable, CaseIterable {
  /// Claude Code.
  case claude
  /// Codex.
  case codex
  /// aider.
  case aider
  /// OpenCode.
  case opencode
  /// Whatever is made with OpenAI's libraries.
  case openai
  /// Ollama's own program and libraries.
  case ollama
  /// Visual Studio Code.
  case vscode
  /// The IDEs of JetBrains.
  case jetbrains

  /// The command that starts it; nil for one that is not started from a shell.
  public var command: String? {
    switch self {
    case .claude, .codex, .aider, .opencode, .ollama: rawValue
    case .openai, .vscode, .jetbrains: nil
    }
  }

  /// Whether it cannot be set up without naming a model.
  public var needsModel: Bool {
    switch self {
    case .codex, .aider, .opencode, .vscode: true
    case .claude, .openai, .ollama, .jetbrains: false
    }
  }
}
