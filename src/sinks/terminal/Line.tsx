import { Box, Text } from 'ink';
import type { ReactNode } from 'react';

/** One line, cut off where the terminal ends. */
export function Line({ children, dim = false }: { readonly children: ReactNode; readonly dim?: boolean }) {
  return (
    <Box height={1}>
      <Text wrap="truncate-end" dimColor={dim}>
        {children}
      </Text>
    </Box>
  );
}
