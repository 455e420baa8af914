import Reactor
import Upstream

/// What models there are, whether a gateway is running or not.
///
/// A running one is asked, because it knows best what it is used with; without one the backends are asked from here.
public struct Inventory: Sendable {
  private let configuration: Configuration
  private let data: DataDirectory

  /// The models of a configuration.
  ///
  /// - Parameter data: the program's own files.
  public init(_ configuration: Configuration, data: DataDirectory) {
    self.configuration = configuration
    self.data = data
  }

  /// All there is to know.
  ///
  /// - Throws: `AdminError` when a gateway refuses to tell, `DataError` when the program's own files are not in order.
  public func models() async throws -> ModelsReport {
    do throws(AdminError) {
      return try await AdminClient(configuration).models()
    } catch {
      switch error {
      case .refused: throw error
      case .unreachable, .foreign: return try await survey()
      }
    }
  }

  @LoopActor
  private func survey() async throws(DataError) -> ModelsReport {
    let catalog = ModelCatalog(configuration, transport: CurlTransport())
    return await OfferedModelSurvey(configuration, catalog: catalog, counters: try PromptCounters(data))
      .report()
  }
}

extension ModelCatalog {
  /// The catalogue of a configuration's backends, and of those looked for besides.
  convenience init(_ configuration: Configuration, transport: CurlTransport) {
    self.init(
      configured: configuration.backends,
      discovered: configuration.discover
        ? LocalServers.usual(of: configuration.table, besides: configuration.backends) : [],
      transport: transport)
  }
}
