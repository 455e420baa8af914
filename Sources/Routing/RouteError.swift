/// Why a request can go nowhere; the description tells the client what would help.
public enum RouteError: Error, Equatable, CustomStringConvertible {
  /// No rule found a place for the model.
  case unknownModel(String, localModels: [String])
  /// The backend would need the client's own credentials, and the client brought none.
  case missingCredentials(backend: String)

  /// What happened and what would help, in one sentence or two.
  public var description: String {
    switch self {
    case .unknownModel(let model, let local):
      """
      model '\(model)' is not known here. Ask for a model of a local server \
      (\(local.isEmpty ? "none is running" : local.joined(separator: ", "))), name it as backend/model, \
      or send your Anthropic key or login to use Anthropic's models.
      """
    case .missingCredentials(let backend):
      """
      backend '\(backend)' uses the client's own credentials and this request brought none besides the \
      gateway's token. Send the gateway's token as x-ctxgw-token and your own key as usual.
      """
    }
  }
}
