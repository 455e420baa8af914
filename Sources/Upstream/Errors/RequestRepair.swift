/// How a request that a backend refused for its form is changed before it is sent once more.
public enum RequestRepair: Sendable, Hashable {
  /// A member leaves; the names lead to it from the body, through lists without a number, and a single one may stand
  /// anywhere outside of what the client and its tools say.
  case dropField([String])
  /// A member of the body gets another name.
  case renameField(from: String, to: String)
  /// The answer may have so many tokens at most.
  case limitOutput(tokens: Int)
  /// The answer may have so many tokens at most, because the prompt of this very request leaves no more.
  case limitOutputToRoom(tokens: Int)
  /// The choice among the tools is the model's.
  case freeToolChoice
  /// Cache marks leave.
  case dropCacheMarks
  /// How the answer is sampled is left to the backend.
  case dropSampling
  /// Nobody asks for reasoning; whether the model never takes that, or this conversation does not allow it.
  case stopThinking(forGood: Bool)
  /// Earlier reasoning leaves; whether the model never takes any, or refuses what is in this conversation.
  case dropReasoning(forGood: Bool)
  /// Every message of the model's that has lost its reasoning gets it back, or a blank in its place.
  case giveReasoning
  /// Signatures of thoughts become the one that says there is none.
  case replaceThoughtSignatures
  /// Schemas of tools are reduced to what everybody takes.
  case simplifySchemas
  /// Roles alternate, and what the system says comes first.
  case mergeRoles
  /// Every call has a result, and every result a call.
  case pairCalls
  /// Nothing is empty.
  case fillEmptyContent
  /// Pictures become notes.
  case describeImages
  /// The answer is streamed, whatever the client wants.
  case stream
  /// Nothing changes: the model is given another chance.
  case retry
}

extension RequestRepair {
  /// For which requests a repair is good that has helped one.
  public enum Scope: Sendable {
    /// All that go to the target.
    case target
    /// Those of the conversation that go to the target.
    case conversation
    /// That one alone.
    case request
  }

  /// For which requests the repair is good: what a backend refuses of its own, it refuses always; what is wrong with a
  /// history stays in it.
  public var scope: Scope {
    switch self {
    case .dropReasoning(forGood: false), .replaceThoughtSignatures: .conversation
    case .stopThinking(forGood: false), .limitOutputToRoom, .retry: .request
    default: .target
    }
  }

  /// What was done, for the operator.
  public var note: String {
    switch self {
    case .dropField(let path): "the backend refuses \(path.joined(separator: ".")): left out"
    case .renameField(let old, let new): "the backend refuses \(old): sent as \(new)"
    case .limitOutput(let tokens): "the backend writes \(tokens) tokens at most: asked for no more"
    case .limitOutputToRoom(let tokens): "the prompt leaves room for \(tokens) tokens: asked for no more"
    case .freeToolChoice: "the backend refuses a forced choice of tools: left to the model"
    case .dropCacheMarks: "the backend refuses cache marks: left out"
    case .dropSampling: "the backend refuses sampling parameters: left out"
    case .stopThinking: "the backend refuses to think here: not asked for"
    case .dropReasoning: "the backend refuses earlier reasoning: left out"
    case .giveReasoning: "the backend wants earlier reasoning back: given, or a blank in its place"
    case .replaceThoughtSignatures: "the backend refuses the signatures of thoughts: replaced"
    case .simplifySchemas: "the backend refuses the schemas of tools: reduced"
    case .mergeRoles: "the backend wants roles to alternate: merged"
    case .pairCalls: "the backend wants a result for every call: completed"
    case .fillEmptyContent: "the backend refuses empty content: filled"
    case .describeImages: "the backend refuses pictures: replaced by notes"
    case .stream: "the backend only streams: collected"
    case .retry: "the model failed to write a tool call: asked again"
    }
  }
}
