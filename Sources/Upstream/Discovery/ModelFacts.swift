import Conversations

/// What a server tells of one model when it is asked for it by name.
struct ModelFacts: Sendable, Equatable {
  /// The longest window it was trained for, in tokens; a server grants no longer one, whatever it is asked for.
  var trainedWindow: Int?
  /// The window that its maker wrote down for it, in tokens.
  var presetWindow: Int?
  /// Whether it sees pictures.
  var acceptsImages: Bool?
  /// How it is given tools.
  var toolUse: ToolSupport?
  /// Whether it can be asked to think before it answers.
  var thinks: Bool?
  /// Whether it always thinks, and can only be told how hard.
  var thinksInLevels = false
  /// Whether the server has somebody else run it.
  var isRemote = false

  /// Traits that were known before, with what these facts say better.
  func applied(to traits: ModelTraits) -> ModelTraits {
    var traits = traits
    traits.acceptsImages = acceptsImages ?? traits.acceptsImages
    traits.toolUse = toolUse ?? traits.toolUse
    traits.thinks = thinks ?? traits.thinks
    traits.thinksInLevels = thinksInLevels || traits.thinksInLevels
    return traits
  }

  /// The window that a request names, where it names one.
  ///
  /// The loaded one is adopted, because a server that is told another loads the model anew and has forgotten every
  /// prompt then; but not where the operator has configured a larger one, which is why he did.
  ///
  /// - Parameter unknown: what is assumed where nobody knows better, in tokens.
  func window(
    loaded: ContextWindow?, configured: Int?, unknown: Int = ContextWindow.unknown.tokens
  ) -> ContextWindow {
    let configured = configured.map(granted)
    // Who runs a model for others gives it all the room it has.
    if isRemote, configured == nil, let trainedWindow {
      return ContextWindow(tokens: trainedWindow, source: .loaded)
    }
    if let loaded, loaded.tokens >= configured ?? 0 { return loaded }
    if let tokens = configured ?? presetWindow.map(granted) {
      return ContextWindow(tokens: tokens, source: .configured)
    }
    return ContextWindow(tokens: granted(unknown), source: .assumed)
  }

  private func granted(_ tokens: Int) -> Int { min(tokens, trainedWindow ?? tokens) }
}
