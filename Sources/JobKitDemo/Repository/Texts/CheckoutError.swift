import JobKit

/// The stage as a whole cannot go on. What is wrong with single files is a note of the `Extraction`, never an error.
enum CheckoutError: Error, Equatable, CustomStringConvertible, RetryAdvising {
    case checkoutUnreadable(directory: String, code: Int32)

    var description: String {
        switch self {
        case .checkoutUnreadable(let directory, let code):
            """
            The working tree cannot be opened: \(directory) (errno \(code)). It was removed or its permissions were changed \
            after the clone. Run the job again from the cloning stage.
            """
        }
    }

    /// The tree does not come back by itself.
    var retryAdvice: RetryAdvice { .never }
}
