import Conversations
import Wire

/// What is forwarded of the system prompt and of the tools: decided once for a session and a target, then only grown.
struct FixedPart: Sendable, Equatable {
  /// How much is taken away, from nothing to all that can be.
  enum Rung: Int, Sendable, CaseIterable, Comparable {
    /// As the client sent it, without its line of attribution.
    case asSent
    /// Schemas without what only validators read.
    case canonical
    /// Descriptions of our own or the first sentence and the constraints; a few words for each argument.
    case brief
    /// Also, the system prompt is an extract.
    case extract
    /// Also, only tools that have been used and those every coding agent needs; all of a client that has hardly any of
    /// those.
    case core
    /// Also, with fewer words, and none for arguments that can be left out.
    case terse
    /// Of those as many as fit, those first without which nothing can be done, with hardly a word for arguments that can be
    /// left out; of the system prompt who the model is, and the hard rules.
    case few
    /// Also, only the names of tools and of arguments that are required.
    case names

    static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }
  }

  /// The system prompt.
  var system: ContextPlan.FixedEdit<String>
  /// The tools.
  var tools: ContextPlan.FixedEdit<[OfferedTool]>
  /// The tokens of the system prompt, without what the template puts around a message.
  var systemTokens: Int
  /// The tokens of the tools, with what the template adds for tools.
  var toolTokens: Int
  /// The tools on offer, in the order of the prompt.
  var offered: [String]
  /// The client's other tools, in its order. Tools that wait to be found by a search are in neither list.
  var droppedTools: [String]
  /// How much was taken away.
  var rung: Rung
  /// The name of the system prompt as the client sent it.
  var systemSource: Fingerprint

  /// All its tokens.
  var tokens: Int { systemTokens + toolTokens }
}
