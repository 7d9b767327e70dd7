/** Whether a URL sends what it gets over the network without TLS, so that others can read tokens. */
export const isOpenHttp = (url: string | undefined): boolean =>
  url?.toLowerCase().startsWith("http:") === true && !/^http:\/\/(localhost|127\.|\[::1\])/i.test(url)
